select
    half_year,
    diagnosed_persons,
    found_in_staff,
    {{ per_cent('found_in_staff', 'diagnosed_persons') }} as match_rate
from {{ ref('int_person_match_rate') }}
