select distinct
    half_years.half_year,
    successors.counted_login as school_login
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('int_half_year_rules') }} as rules on half_years.half_year = rules.half_year
inner join {{ ref('rule_assessment_windows') }} as windows
    on
        half_years.half_year >= windows.half_year
        and windows.is_used
        and (
            half_years.calendar_year = windows.assessment_year
            or (
                not half_years.is_year_end
                and windows.ends_on
                > {{ months_later('half_years.ends_on', '-rules.results_validity_months') }}
            )
        )
inner join {{ ref('rule_procedures') }} as procedures
    on windows.procedure_kind = procedures.procedure_kind
inner join {{ ref('int_assessment_cells') }} as cells
    on
        procedures.procedure = cells.procedure
        and windows.assessment_year = cells.assessment_year
        and windows.session = cells.session
        and cells.participants > 0
inner join {{ ref('int_school_successors') }} as successors
    on
        half_years.half_year = successors.half_year
        and cells.school_login = successors.school_login
