select
    procedure_kind,
    assessment_year,
    session,
    -- where a procedure is split over the year, a school takes part in one of its sessions
    max(half_year) over (partition by procedure_kind, assessment_year) as due_half_year
from {{ ref('rule_assessment_windows') }}
where is_used
