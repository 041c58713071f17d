with placed as (
    select
        half_year,
        school_login,
        state,
        title,
        due_on,
        row_number() over (
            partition by half_year, school_login, state
            order by due_on asc, project asc, milestone_id asc, planned_login asc
        ) as place
    from {{ ref('int_roadmap_milestones') }}
)

select
    half_year,
    school_login,
    count(*) as milestones,
    count(case when state in ('done', 'done_late') then 1 end) as done,
    count(case when state = 'done_late' then 1 end) as done_late,
    count(case when state = 'overdue' then 1 end) as overdue,
    count(case when state = 'not_yet_due' then 1 end) as not_yet_due,
    max(case when state = 'not_yet_due' and place = 1 then title end) as next_milestone,
    max(case when state = 'not_yet_due' and place = 1 then due_on end) as next_due_on,
    max(case when state = 'overdue' and place = 1 then title end) as oldest_overdue_milestone,
    max(case when state = 'overdue' and place = 1 then due_on end) as oldest_overdue_on
from placed
group by half_year, school_login
