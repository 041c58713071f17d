select
    half_year,
    territory,
    indicator,
    trim(text) as text_ru
from {{ ref('stg_remarks') }}
where not is_superseded
