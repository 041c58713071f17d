with cells as (
    select
        half_year,
        population,
        subject_area,
        procedure,
        session,
        school_login,
        participants,
        below_threshold,
        cast(
            sum(below_threshold) over (partition by half_year, population, procedure, session)
            as double
        )
        / sum(participants) over (partition by half_year, population, procedure, session)
            as usual_share
    from {{ ref('int_analysed_cells') }}
    where
        state = 'measured'
        and population is not null
        and participants > 0
        and below_threshold is not null
)

select
    half_year,
    population,
    subject_area,
    school_login,
    cast(sum(participants) as bigint) as participants,
    cast(sum(below_threshold) as bigint) as below_threshold,
    sum(participants * usual_share) as expected_below_threshold,
    sum(participants * usual_share * (1 - usual_share)) as variance
from cells
group by half_year, population, subject_area, school_login
