with cells as (
    select distinct
        ancestors.ancestor as territory,
        procedures.procedure_kind,
        coalesce(procedures.pooled_with, procedures.procedure) as procedure,
        cells.assessment_year
    from {{ ref('int_assessment_cells') }} as cells
    inner join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
    inner join {{ ref('int_schools') }} as schools on cells.school_login = schools.school_login
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on schools.territory = ancestors.territory
    where procedures.judges_lists
),

-- a territory waits for the kinds of procedures that it takes part in
expected as (
    select distinct
        half_years.half_year,
        half_years.calendar_year,
        kinds.territory,
        coalesce(procedures.pooled_with, procedures.procedure) as procedure
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('rule_assessment_windows') }} as windows
        on
            half_years.calendar_year = windows.assessment_year
            and half_years.half_year >= windows.half_year
            and windows.is_used
    inner join {{ ref('rule_procedures') }} as procedures
        on windows.procedure_kind = procedures.procedure_kind and procedures.judges_lists
    inner join (select distinct territory, procedure_kind from cells) as kinds
        on procedures.procedure_kind = kinds.procedure_kind
)

select expected.half_year, expected.territory, expected.procedure
from expected
left join cells
    on
        expected.territory = cells.territory
        and expected.procedure = cells.procedure
        and expected.calendar_year = cells.assessment_year
where cells.procedure is null
