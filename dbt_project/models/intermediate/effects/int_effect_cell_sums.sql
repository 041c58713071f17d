{#- Of every year that results are known of, also years older than the monitoring: a measure is judged
    by what was before it. -#}
with cells as (
    select
        cells.*,
        populations.population,
        windows.starts_on,
        windows.ends_on
    from {{ ref('int_assessment_cells') }} as cells
    inner join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
    inner join {{ ref('rule_assessment_windows') }} as windows
        on
            procedures.procedure_kind = windows.procedure_kind
            and cells.assessment_year = windows.assessment_year
            and cells.session = windows.session
            and windows.is_used
    inner join {{ ref('int_schools') }} as schools on cells.school_login = schools.school_login
    inner join {{ ref('int_territory_populations') }} as populations
        on schools.territory = populations.territory
    where cells.state = 'measured'
)

{{ sums_by_measure([
    'population', 'school_login', 'procedure', 'assessment_year', 'session', 'half_year', 'starts_on',
    'ends_on'
]) }}
