with numbered as (
    select half_year, row_number() over (order by half_year) as half_year_number
    from {{ ref('int_monitored_half_years') }}
),

statuses as (
    select statuses.*, numbered.half_year_number
    from {{ ref('int_known_statuses') }} as statuses
    inner join numbered on statuses.half_year = numbered.half_year
),

-- the half-year before, under the logins of this one: a successor takes over what any school that
-- went into it was
before as (
    select
        numbered.half_year,
        successors.counted_login as school_login,
        statuses.category,
        statuses.source,
        max(case when statuses.is_in then 1 else 0 end) = 1 as was_in
    from numbered
    inner join statuses on numbered.half_year_number - 1 = statuses.half_year_number
    inner join {{ ref('int_school_successors') }} as successors
        on
            numbered.half_year = successors.half_year
            and statuses.school_login = successors.school_login
    group by
        numbered.half_year, successors.counted_login, statuses.category, statuses.source
),

-- every half-year up to this one in which the school, or one that went into it, was in
stays as (
    select distinct
        statuses.half_year,
        statuses.half_year_number,
        statuses.school_login,
        statuses.category,
        statuses.source,
        earlier.half_year as stay_half_year,
        earlier.half_year_number as stay_number
    from statuses
    inner join {{ ref('int_school_successors') }} as successors
        on
            statuses.half_year = successors.half_year
            and statuses.school_login = successors.counted_login
    inner join statuses as earlier
        on
            successors.school_login = earlier.school_login
            and statuses.category = earlier.category
            and statuses.source = earlier.source
            and statuses.half_year_number >= earlier.half_year_number
            and earlier.is_in
    where statuses.is_in
),

counted as (
    select
        *,
        row_number() over (
            partition by half_year, school_login, category, source order by stay_number desc
        ) as place
    from stays
),

-- without a gap the half-years are as many as lie between
spells as (
    select half_year, school_login, category, source, min(stay_half_year) as since
    from counted
    where half_year_number - stay_number = place - 1
    group by half_year, school_login, category, source
)

select
    statuses.half_year,
    statuses.school_login,
    statuses.category,
    statuses.source,
    statuses.is_in,
    before.was_in,
    case
        when before.was_in is null then null
        when statuses.is_in and before.was_in then 'stayed'
        when statuses.is_in then 'entered'
        when before.was_in then 'left'
        else 'out'
    end as change,
    spells.since
from statuses
left join before
    on
        statuses.half_year = before.half_year
        and statuses.school_login = before.school_login
        and statuses.category = before.category
        and statuses.source = before.source
left join spells
    on
        statuses.half_year = spells.half_year
        and statuses.school_login = spells.school_login
        and statuses.category = spells.category
        and statuses.source = spells.source
