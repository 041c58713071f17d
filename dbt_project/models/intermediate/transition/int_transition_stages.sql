with lists as (
    select
        half_year,
        school_login,
        max(case when category = 'lps' then since end) as lps_since,
        max(case when category = 'lps' then left_on end) as lps_left_on,
        max(case when category = 'lps' then end_reason end) as lps_end_reason,
        max(case when category = 'dcs' then since end) as dcs_since,
        max(case when category = 'dcs' then left_on end) as dcs_left_on,
        max(case when category = 'dcs' then end_reason end) as dcs_end_reason,
        max(left_on) as left_on,
        max(returned_on) as returned_on
    from {{ ref('int_list_transitions') }}
    group by half_year, school_login
),

targeted as (
    select
        half_year,
        school_login,
        max(case when has_curator then 1 else 0 end) = 1 as has_curator,
        max(case when has_roadmap then 1 else 0 end) = 1 as has_roadmap
    from {{ ref('int_targeted_support') }}
    group by half_year, school_login
),

first_half_year as (
    select min(starts_on) as monitored_from
    from {{ ref('int_monitored_half_years') }}
),

followed as (
    select
        schools.half_year,
        schools.school_id,
        schools.school_login,
        schools.territory,
        half_years.starts_on,
        coalesce(listed.is_lps, false) as is_lps,
        coalesce(listed.is_dcs, false) as is_dcs,
        targeted.school_login is not null as is_targeted,
        coalesce(targeted.has_curator, false) as has_curator,
        coalesce(targeted.has_roadmap, false) as has_roadmap,
        lists.lps_since,
        lists.lps_left_on,
        lists.lps_end_reason,
        lists.dcs_since,
        lists.dcs_left_on,
        lists.dcs_end_reason,
        lists.returned_on,
        lists.lps_since is not null or lists.dcs_since is not null as is_listed_now,
        listed.school_login is not null or lists.left_on is not null as was_listed
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on schools.half_year = half_years.half_year
    cross join first_half_year
    left join {{ ref('int_listed_schools') }} as listed
        on schools.half_year = listed.half_year and schools.school_login = listed.school_login
    left join targeted
        on schools.half_year = targeted.half_year and schools.school_login = targeted.school_login
    left join lists
        on schools.half_year = lists.half_year and schools.school_login = lists.school_login
    where
        schools.not_open_reason is null
        and (
            listed.school_login is not null
            or targeted.school_login is not null
            or lists.lps_since is not null
            or lists.dcs_since is not null
            or lists.left_on >= first_half_year.monitored_from
        )
)

select
    followed.*,
    coalesce(progress.milestones, 0) as milestones,
    coalesce(progress.done, 0) as done,
    coalesce(progress.done_late, 0) as done_late,
    coalesce(progress.overdue, 0) as overdue,
    coalesce(progress.not_yet_due, 0) as not_yet_due,
    progress.next_milestone,
    progress.next_due_on,
    progress.oldest_overdue_milestone,
    progress.oldest_overdue_on,
    case
        -- low results are what the way into the effective mode overcomes: their list decides
        when not followed.is_listed_now and followed.was_listed
            then case
                when followed.lps_left_on is not null and followed.lps_end_reason = 'results'
                    then 'left_on_results'
                when followed.lps_left_on is null and followed.dcs_end_reason = 'results'
                    then 'left_on_results'
                else 'left_otherwise'
            end
        when followed.is_listed_now and followed.returned_on >= followed.starts_on then 'returned'
        when progress.milestones is null and followed.has_roadmap then 'without_milestones'
        when progress.milestones is null then 'without_roadmap'
        when progress.overdue > rules.transition_tolerated_overdue then 'behind'
        when progress.done = progress.milestones then 'roadmap_done'
        else 'on_track'
    end as stage
from followed
inner join {{ ref('int_half_year_rules') }} as rules on followed.half_year = rules.half_year
left join {{ ref('int_roadmap_progress') }} as progress
    on
        followed.half_year = progress.half_year
        and followed.school_login = progress.school_login
