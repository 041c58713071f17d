with projects as (
    select
        support.half_year,
        support.school_login,
        support.project,
        max(case when support.has_curator then 1 else 0 end) as has_curator,
        max(case when support.has_roadmap then 1 else 0 end) as has_roadmap,
        max(case when events.event_id is not null then 1 else 0 end) as has_event
    from {{ ref('int_targeted_support') }} as support
    left join {{ ref('int_support_events') }} as events
        on
            support.half_year = events.half_year
            and support.school_login = events.school_login
            and support.project = events.project
            and events.is_documented
    group by support.half_year, support.school_login, support.project
),

-- of several projects the one that has most of what is needed
best as (
    select
        *,
        row_number() over (
            partition by half_year, school_login
            order by has_curator + has_roadmap + has_event desc, project asc
        ) as place
    from projects
)

select
    base.half_year,
    base.indicator,
    base.school_login,
    true as in_denominator,
    coalesce(best.has_curator + best.has_roadmap + best.has_event = 3, false) as in_numerator,
    case
        when best.school_login is null
            then 'На конец полугодия школа не участвует в проекте адресной помощи.'
        when best.has_curator + best.has_roadmap + best.has_event = 3
            then 'Есть куратор, дорожная карта и мероприятие проекта с документом.'
        else
            'В проекте адресной помощи не хватает: '
            || substring(
                case when best.has_curator = 0 then ', куратора' else '' end
                || case when best.has_roadmap = 0 then ', дорожной карты' else '' end
                || case when best.has_event = 0 then ', мероприятия с документом' else '' end,
                3
            ) || '.'
    end as reason
from {{ ref('int_indicator_base') }} as base
left join best
    on
        base.half_year = best.half_year
        and base.school_login = best.school_login
        and best.place = 1
where base.indicator = '2.3.3' and base.left_out_reason is null
