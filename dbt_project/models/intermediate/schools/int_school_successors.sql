{#- A chain of successions is followed four steps; a test says when one is longer. -#}
with step_0 as (
    select
        half_years.half_year,
        half_years.ends_on,
        schools.school_login,
        schools.school_login as counted_login,
        cast(null as date) as joined_on
    from {{ ref('int_monitored_half_years') }} as half_years
    cross join {{ ref('int_schools') }} as schools
),
{% for step in range(1, 5) %}
step_{{ step }} as (
    select
        before.half_year,
        before.ends_on,
        before.school_login,
        coalesce(successions.to_login, before.counted_login) as counted_login,
        coalesce(successions.took_place_on, before.joined_on) as joined_on
    from step_{{ step - 1 }} as before
    left join {{ ref('int_school_successions') }} as successions
        on
            before.counted_login = successions.from_login
            and before.ends_on >= successions.took_place_on
),
{% endfor %}
-- a school that was split goes on under its own login too
carried_over as (
    select half_year, school_login, counted_login, joined_on
    from step_4
    union all
    select step_0.half_year, step_0.school_login, step_0.counted_login, step_0.joined_on
    from step_0
    inner join {{ ref('int_school_successions') }} as successions
        on
            step_0.school_login = successions.from_login
            and step_0.ends_on >= successions.took_place_on
            and successions.kind = 'split'
)

select
    half_year,
    school_login,
    counted_login,
    school_login <> counted_login as is_carried_over,
    max(joined_on) as joined_on
from carried_over
group by half_year, school_login, counted_login
