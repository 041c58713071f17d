with placed as (
    select
        dynamics.*,
        rules.dynamics_fail_share_rise,
        rules.dynamics_least_participants,
        row_number() over (
            partition by dynamics.half_year, dynamics.school_login
            order by dynamics.fail_share_change desc, dynamics.procedure asc, dynamics.session asc
        ) as place_of_rise,
        row_number() over (
            partition by dynamics.half_year, dynamics.school_login
            order by dynamics.fail_share_change asc, dynamics.procedure asc, dynamics.session asc
        ) as place_of_fall
    from {{ ref('int_dynamics_by_procedure') }} as dynamics
    inner join {{ ref('int_half_year_rules') }} as rules on dynamics.half_year = rules.half_year
    where dynamics.is_in_both_years and dynamics.is_comparable
),

sums as (
    select
        half_year,
        school_login,
        count(*) as procedures,
        cast(sum(participants) as bigint) as participants,
        cast(sum(below_threshold) as bigint) as below_threshold,
        cast(sum(participants_before) as bigint) as participants_before,
        cast(sum(below_threshold_before) as bigint) as below_threshold_before,
        max(fail_share_change) as largest_rise,
        max(case when place_of_rise = 1 then procedure end) as largest_rise_procedure,
        min(fail_share_change) as largest_fall,
        max(case when place_of_fall = 1 then procedure end) as largest_fall_procedure,
        max(dynamics_fail_share_rise) as rise_limit,
        max(dynamics_least_participants) as least_participants
    from placed
    group by half_year, school_login
)

select
    half_year,
    school_login,
    procedures,
    participants,
    participants_before,
    {{ per_cent('below_threshold', 'participants') }} as fail_share,
    {{ per_cent('below_threshold_before', 'participants_before') }} as fail_share_before,
    {{ share_change(
        'below_threshold', 'participants', 'below_threshold_before', 'participants_before'
    ) }} as raw_change,
    largest_rise,
    largest_rise_procedure,
    largest_fall,
    largest_fall_procedure,
    participants >= least_participants and participants_before >= least_participants
        as has_enough_participants,
    -- whole numbers: shares that are equal compare as equal
    below_threshold * participants_before < below_threshold_before * participants as has_fallen,
    largest_rise >= rise_limit as has_risen_somewhere,
    largest_fall <= -rise_limit as has_fallen_somewhere
from sums
