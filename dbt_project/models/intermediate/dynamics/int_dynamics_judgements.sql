with facts as (
    select
        schools.half_year,
        schools.school_id,
        schools.school_login,
        schools.territory,
        populations.population is not null as has_population,
        dynamics.has_fallen,
        dynamics.has_risen_somewhere,
        dynamics.raw_change,
        positions.relative_position,
        positions.relative_position_before,
        positions.relative_position_change,
        coalesce(dynamics.participants, positions.participants) as participants,
        coalesce(dynamics.participants_before, positions.participants_before)
            as participants_before,
        coalesce(dynamics.fail_share, positions.fail_share) as fail_share,
        coalesce(dynamics.fail_share_before, positions.fail_share_before) as fail_share_before,
        dynamics.largest_rise,
        case
            when dynamics.has_enough_participants then 'raw'
            when positions.has_enough_participants then 'relative_position'
            else 'none'
        end as judged_on,
        case
            when dynamics.school_login is not null or positions.school_login is not null
                then 'too_few_participants'
            else coalesce(obstacles.obstacle, 'nothing')
        end as obstacle,
        cast(half_years.calendar_year as varchar(4)) as this_year,
        cast(half_years.calendar_year - 1 as varchar(4)) as last_year,
        cast(cast(rules.dynamics_least_participants as integer) as varchar(10))
            as least_participants,
        cast(cast(rules.dynamics_least_schools as integer) as varchar(10)) as least_schools
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on schools.half_year = half_years.half_year
    inner join {{ ref('int_half_year_rules') }} as rules on schools.half_year = rules.half_year
    left join {{ ref('int_territory_populations') }} as populations
        on schools.territory = populations.territory
    left join {{ ref('int_dynamics') }} as dynamics
        on
            schools.half_year = dynamics.half_year
            and schools.school_login = dynamics.school_login
    left join {{ ref('int_dynamics_by_position') }} as positions
        on
            schools.half_year = positions.half_year
            and schools.school_login = positions.school_login
    left join {{ ref('int_dynamics_obstacles') }} as obstacles
        on
            schools.half_year = obstacles.half_year
            and schools.school_login = obstacles.school_login
    where schools.not_open_reason is null
)

select
    half_year,
    school_id,
    school_login,
    territory,
    judged_on,
    case
        when judged_on <> 'none' then 'measured'
        when obstacle in ('suppressed', 'suppressed_before') then 'suppressed'
        else 'not_measured'
    end as state,
    case judged_on
        when 'raw'
            then case
                when has_fallen and has_risen_somewhere then 'mixed'
                when has_fallen then 'improved'
                when raw_change > 0 then 'worsened'
                else 'unchanged'
            end
        when 'relative_position'
            then case
                when relative_position_change > 0 then 'improved'
                when relative_position_change < 0 then 'worsened'
                else 'unchanged'
            end
        else 'not_judged'
    end as direction,
    case
        when judged_on = 'raw'
            then
                {{ shares_ru() }}
                || case
                    when has_risen_somewhere
                        then
                            '; наибольший рост по одной процедуре — '
                            || {{ decimal_ru('largest_rise') }} || ' п. п.'
                    else '.'
                end
        when judged_on = 'relative_position' then {{ positions_ru() }}
        else 'Не оценивается. ' || {{ obstacle_ru() }}
    end as reason_ru
from facts
