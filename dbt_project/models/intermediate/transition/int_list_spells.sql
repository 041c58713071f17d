with known as (
    select
        half_years.half_year,
        half_years.ends_on,
        successors.counted_login as school_login,
        states.category,
        states.half_year as state_half_year,
        states.valid_from,
        states.valid_to,
        states.end_reason,
        max(states.half_year) over (
            partition by
                half_years.half_year, states.school_login, successors.counted_login,
                states.category, states.valid_from
        ) as newest_half_year
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_list_states') }} as states on half_years.half_year >= states.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and states.school_login = successors.school_login
    where states.category in ('lps', 'dcs') and states.valid_from <= half_years.ends_on
),

periods as (
    select
        half_year,
        school_login,
        category,
        valid_from,
        case when valid_to <= ends_on then valid_to end as left_on,
        case when valid_to <= ends_on then end_reason end as end_reason,
        case when valid_to <= ends_on then valid_to else ends_on end as listed_until
    from known
    where
        state_half_year = newest_half_year
        -- whoever delivers only the list of today does not say that nobody has ever left it
        and (state_half_year = half_year or valid_to <= ends_on)
),

followed as (
    select
        *,
        max(listed_until) over (
            partition by half_year, school_login, category
            order by valid_from, listed_until
            rows between unbounded preceding and 1 preceding
        ) as listed_until_before
    from periods
),

begun as (
    select
        followed.*,
        case
            when followed.listed_until_before is null then 1
            when
                {{ days_between('followed.listed_until_before', 'followed.valid_from') }}
                > rules.transition_list_break_days
                then 1
            else 0
        end as begins_spell
    from followed
    inner join {{ ref('int_half_year_rules') }} as rules on followed.half_year = rules.half_year
),

numbered as (
    select
        *,
        sum(begins_spell) over (
            partition by half_year, school_login, category
            order by valid_from, listed_until
            rows between unbounded preceding and current row
        ) as spell
    from begun
),

ended as (
    select
        *,
        max(left_on) over (partition by half_year, school_login, category, spell) as last_left_on
    from numbered
)

select
    half_year,
    school_login,
    category,
    cast(spell as bigint) as spell,
    min(valid_from) as since,
    case when count(*) = count(left_on) then max(left_on) end as left_on,
    case
        when count(*) <> count(left_on) then null
        -- schools that became one may have left on one day for different reasons
        when max(case when left_on = last_left_on and end_reason = 'results' then 1 else 0 end) = 1
            then 'results'
        else max(case when left_on = last_left_on then end_reason end)
    end as end_reason
from ended
group by half_year, school_login, category, spell
