with live as (
    select
        staff.*,
        half_years.half_year,
        half_years.ends_on,
        successors.counted_login,
        coalesce(staff.delivered_half_year, '') as delivered,
        max(coalesce(staff.delivered_half_year, '')) over (
            partition by half_years.half_year, successors.counted_login
        ) as newest_delivered
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('stg_staff') }} as staff
        on half_years.half_year >= coalesce(staff.delivered_half_year, '')
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and staff.school_login = successors.school_login
    where not staff.is_superseded
)

select
    live.half_year,
    live.counted_login as school_login,
    persons.known_person as person,
    live.subject,
    coalesce(positions.is_pedagogical, false) as is_pedagogical,
    coalesce(live.is_external_part_time, false) as is_external_part_time
from live
inner join {{ ref('int_persons') }} as persons on live.person = persons.person
left join {{ ref('rule_positions') }} as positions on live.position = positions.position
where
    live.delivered = live.newest_delivered
    and live.ends_on >= live.valid_from
    and live.ends_on <= coalesce(live.valid_to, live.ends_on)
