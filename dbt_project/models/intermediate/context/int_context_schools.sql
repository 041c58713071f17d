with subjects as (
    select distinct half_year, population, subject_area
    from {{ ref('int_analysed_cells') }}
    where population is not null
)

select
    schools.half_year,
    subjects.population,
    subjects.subject_area,
    schools.school_id,
    schools.school_login,
    schools.territory,
    wellbeing.value as wellbeing_index,
    wellbeing.standardised as wellbeing_standardised,
    wellbeing.population_share as wellbeing_population_share,
    wellbeing.reason_ru as wellbeing_reason_ru,
    coalesce(results.participants, 0) as participants,
    results.total,
    results.total_of_squares,
    coalesce(funnel.participants, 0) as funnel_participants,
    funnel.below_threshold,
    funnel.expected_below_threshold,
    funnel.variance
from {{ ref('int_schools_by_half_year') }} as schools
inner join {{ ref('int_territory_populations') }} as populations
    on schools.territory = populations.territory
inner join subjects
    on
        schools.half_year = subjects.half_year
        and populations.population = subjects.population
left join {{ ref('int_wellbeing_index') }} as wellbeing
    on
        schools.half_year = wellbeing.half_year
        and schools.school_login = wellbeing.school_login
left join {{ ref('int_context_sums') }} as results
    on
        subjects.half_year = results.half_year
        and subjects.population = results.population
        and subjects.subject_area = results.subject_area
        and schools.school_login = results.school_login
left join {{ ref('int_funnel_sums') }} as funnel
    on
        subjects.half_year = funnel.half_year
        and subjects.population = funnel.population
        and subjects.subject_area = funnel.subject_area
        and schools.school_login = funnel.school_login
where schools.not_open_reason is null
