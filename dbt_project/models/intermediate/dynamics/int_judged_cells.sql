select
    school_login,
    procedure,
    pooled_procedure,
    assessment_year,
    session,
    half_year,
    participants,
    below_threshold
from {{ ref('int_list_cells') }}
where state = 'measured'
