select
    cells.school_login,
    cells.procedure,
    procedures.procedure_kind,
    coalesce(procedures.pooled_with, cells.procedure) as pooled_procedure,
    cells.assessment_year,
    cells.session,
    windows.half_year,
    -- of a procedure without a threshold nobody can tell who failed
    case
        when cells.state = 'measured' and cells.below_threshold is null then 'not_measured'
        else cells.state
    end as state,
    cells.participants,
    cells.below_threshold
from {{ ref('int_assessment_cells') }} as cells
inner join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
inner join {{ ref('rule_assessment_windows') }} as windows
    on
        procedures.procedure_kind = windows.procedure_kind
        and cells.assessment_year = windows.assessment_year
        and cells.session = windows.session
where procedures.judges_lists and windows.is_used
