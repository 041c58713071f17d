select
    half_year,
    revision,
    in_force_from,
    level,
    territory,
    school_id,
    procedure_kind,
    procedure,
    assessment_year,
    session,
    participants,
    fail_share,
    bound,
    state,
    flags
from {{ ref('open_assessment_cell') }}
where is_in_force
