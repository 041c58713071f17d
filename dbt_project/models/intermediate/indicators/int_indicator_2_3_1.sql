with events as (
    select
        half_year,
        school_login,
        count(*) as events,
        count(case when is_documented then 1 end) as documented
    from {{ ref('int_support_events') }}
    group by half_year, school_login
)

select
    base.half_year,
    base.indicator,
    base.school_login,
    true as in_denominator,
    coalesce(events.documented, 0) > 0 as in_numerator,
    case
        when events.documented > 0
            then
                'Методических мероприятий с документом с начала года: '
                || cast(events.documented as varchar(10)) || '.'
        when events.events > 0
            then 'Мероприятия были, но ни у одного не указан документ.'
        else 'С начала года не было ни одного методического мероприятия.'
    end as reason
from {{ ref('int_indicator_base') }} as base
left join events
    on base.half_year = events.half_year and base.school_login = events.school_login
where base.indicator = '2.3.1' and base.left_out_reason is null
