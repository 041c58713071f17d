with facts as (
    select
        dynamics.half_year,
        schools.school_id,
        dynamics.school_login,
        schools.territory,
        dynamics.procedure,
        dynamics.session,
        dynamics.is_comparable,
        dynamics.participants,
        dynamics.participants_before,
        case
            when dynamics.participants > 0
                then {{ per_cent('dynamics.below_threshold', 'dynamics.participants') }}
        end as fail_share,
        case
            when dynamics.participants_before > 0
                then {{ per_cent('dynamics.below_threshold_before', 'dynamics.participants_before') }}
        end as fail_share_before,
        dynamics.fail_share_change,
        positions.territory_schools,
        positions.relative_position,
        positions.relative_position_before,
        positions.relative_position_change,
        case
            when dynamics.is_in_both_years and dynamics.is_comparable then 'raw'
            when positions.school_login is not null then 'relative_position'
            else 'none'
        end as judged_on,
        -- only a changed scale without a place leaves results of both years unjudged
        coalesce(dynamics.obstacle, 'no_position') as obstacle,
        populations.population is not null as has_population,
        rules.dynamics_fail_share_rise as rise_limit,
        cast(cast(rules.dynamics_least_participants as integer) as varchar(10))
            as least_participants,
        cast(cast(rules.dynamics_least_schools as integer) as varchar(10)) as least_schools,
        cast(half_years.calendar_year as varchar(4)) as this_year,
        cast(half_years.calendar_year - 1 as varchar(4)) as last_year
    from {{ ref('int_dynamics_by_procedure') }} as dynamics
    inner join {{ ref('int_schools_by_half_year') }} as schools
        on
            dynamics.half_year = schools.half_year
            and dynamics.school_login = schools.school_login
            and schools.not_open_reason is null
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on dynamics.half_year = half_years.half_year
    inner join {{ ref('int_half_year_rules') }} as rules on dynamics.half_year = rules.half_year
    left join {{ ref('int_territory_populations') }} as populations
        on schools.territory = populations.territory
    left join {{ ref('int_dynamics_positions') }} as positions
        on
            dynamics.half_year = positions.half_year
            and dynamics.school_login = positions.school_login
            and dynamics.procedure = positions.procedure
            and dynamics.session = positions.session
)

select
    half_year,
    school_id,
    school_login,
    territory,
    procedure,
    session,
    case
        when judged_on <> 'none' then 'measured'
        when obstacle in ('suppressed', 'suppressed_before') then 'suppressed'
        else 'not_measured'
    end as state,
    judged_on,
    is_comparable,
    participants,
    participants_before,
    fail_share,
    fail_share_before,
    fail_share_change,
    case
        when judged_on <> 'raw' then null
        when fail_share_change >= rise_limit then 'rise'
        when fail_share_change <= -rise_limit then 'fall'
        else 'none'
    end as jump,
    territory_schools,
    relative_position,
    relative_position_before,
    relative_position_change,
    case
        when judged_on = 'raw' then {{ shares_ru() }} || '.'
        when judged_on = 'relative_position' then {{ positions_ru() }}
        else {{ obstacle_ru() }}
    end as reason_ru
from facts
