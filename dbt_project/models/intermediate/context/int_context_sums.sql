with candidates as (
    select
        measures.*,
        standards.mean,
        standards.deviation,
        -- scores tell more than marks; a school that has only marks is compared by marks
        row_number() over (
            partition by
                measures.half_year, measures.population, measures.school_login, measures.held_by,
                measures.procedure, measures.session
            order by measures.measure desc
        ) as place
    from {{ ref('int_context_measures') }} as measures
    inner join {{ ref('int_context_standards') }} as standards
        on
            measures.half_year = standards.half_year
            and measures.population = standards.population
            and measures.procedure = standards.procedure
            and measures.session = standards.session
            and measures.measure = standards.measure
    where standards.deviation > 0
)

select
    half_year,
    population,
    subject_area,
    school_login,
    cast(sum(participants) as bigint) as participants,
    sum({{ standardised_total() }}) as total,
    sum({{ standardised_total_of_squares() }}) as total_of_squares
from candidates
where place = 1
group by half_year, population, subject_area, school_login
