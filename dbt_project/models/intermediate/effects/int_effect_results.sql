with candidates as (
    select
        sums.*,
        standards.mean,
        standards.deviation,
        -- scores tell more than marks; a school that has only marks is compared by marks
        row_number() over (
            partition by
                sums.population, sums.school_login, sums.procedure, sums.assessment_year, sums.session,
                sums.half_year
            order by sums.measure desc
        ) as place
    from {{ ref('int_effect_cell_sums') }} as sums
    inner join {{ ref('int_effect_standards') }} as standards
        on
            sums.population = standards.population
            and sums.procedure = standards.procedure
            and sums.assessment_year = standards.assessment_year
            and sums.session = standards.session
            and sums.half_year = standards.half_year
            and sums.measure = standards.measure
    where standards.deviation > 0
)

select
    population,
    school_login,
    assessment_year,
    half_year,
    min(starts_on) as first_on,
    max(ends_on) as last_on,
    cast(sum(participants) as bigint) as participants,
    sum({{ standardised_total() }}) as total,
    sum({{ standardised_total_of_squares() }}) as total_of_squares
from candidates
where place = 1
group by population, school_login, assessment_year, half_year
