{#- The plan (which milestones, due when) is the roadmap as delivered up to the half-year. What was done is
    known from today's newest delivery that names the milestone, and counts by its own day: a milestone of
    June that was reported in December was done in June. -#}
with known_today as (
    select
        school_login,
        lower(trim(project)) as project,
        milestone_id,
        done_on,
        row_number() over (
            partition by school_login, lower(trim(project)), milestone_id
            order by coalesce(delivered_half_year, '') desc, delivery_id desc, row_no desc
        ) as place
    from {{ ref('stg_roadmap_milestones') }}
    where not is_superseded
),

planned as (
    select
        roadmaps.half_year,
        successors.counted_login as school_login,
        lower(trim(roadmaps.project)) as project,
        roadmaps.school_login as planned_login,
        roadmaps.milestone_id,
        roadmaps.title,
        roadmaps.due_on,
        half_years.ends_on,
        case when known_today.done_on <= half_years.ends_on then known_today.done_on end as done_on
    from {{ ref('int_roadmap_states') }} as roadmaps
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on roadmaps.half_year = half_years.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            roadmaps.half_year = successors.half_year
            and roadmaps.school_login = successors.school_login
    left join known_today
        on
            roadmaps.school_login = known_today.school_login
            and lower(trim(roadmaps.project)) = known_today.project
            and roadmaps.milestone_id = known_today.milestone_id
            and known_today.place = 1
)

select
    planned.half_year,
    planned.school_login,
    planned.project,
    planned.planned_login,
    planned.milestone_id,
    planned.title,
    planned.due_on,
    planned.done_on,
    case
        when planned.done_on > planned.due_on then 'done_late'
        when planned.done_on is not null then 'done'
        -- the cut-off day has passed: what was due on it is overdue
        when planned.due_on <= planned.ends_on then 'overdue'
        else 'not_yet_due'
    end as state
from planned
left join {{ ref('int_school_projects') }} as projects
    on
        planned.half_year = projects.half_year
        -- a successor's own turn in the project doesn't bring back what its predecessor left behind
        and planned.planned_login = projects.registered_login
        and planned.project = projects.project
-- a project that the registers know and that was over before the half-year takes its roadmap along
where coalesce(projects.is_in_half_year, true)
