with outcomes as (
    select
        half_years.half_year,
        results.population,
        successors.counted_login as school_login,
        results.assessment_year,
        min(results.first_on) as first_on,
        max(results.last_on) as last_on,
        cast(sum(results.participants) as bigint) as participants,
        sum(results.total) as total,
        sum(results.total_of_squares) as total_of_squares
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_half_year_rules') }} as rules
        on half_years.half_year = rules.half_year
    inner join {{ ref('int_effect_results') }} as results
        on
            half_years.half_year >= results.half_year
            -- what a measure of the longest time ago can be compared with
            and half_years.calendar_year - results.assessment_year
            <= rules.effect_measure_years + rules.effect_previous_years
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and results.school_login = successors.school_login
    inner join {{ ref('int_effect_schools') }} as schools
        on
            half_years.half_year = schools.half_year
            and successors.counted_login = schools.school_login
            and results.population = schools.population
    group by
        half_years.half_year, results.population, successors.counted_login, results.assessment_year
),

-- of all schools together: one school's own scatter is too unsure, and smaller where it does well
scatter as (
    select
        half_year,
        population,
        assessment_year,
        sum(total_of_squares - total * total / participants) / sum(participants - 1) as variance
    from outcomes
    group by half_year, population, assessment_year
    having sum(participants - 1) > 0
)

select
    outcomes.half_year,
    outcomes.population,
    outcomes.school_login,
    outcomes.assessment_year,
    outcomes.first_on,
    outcomes.last_on,
    outcomes.participants,
    outcomes.total / outcomes.participants as result,
    scatter.variance / outcomes.participants as sampling_variance
from outcomes
inner join scatter
    on
        outcomes.half_year = scatter.half_year
        and outcomes.population = scatter.population
        and outcomes.assessment_year = scatter.assessment_year
