with sums as (
    select
        dynamics.half_year,
        dynamics.school_login,
        count(*) as procedures,
        sum(dynamics.participants) as participants,
        sum(dynamics.below_threshold) as below_threshold,
        sum(dynamics.participants_before) as participants_before,
        sum(dynamics.below_threshold_before) as below_threshold_before,
        max(dynamics.fail_share_rise) as largest_rise,
        max(rules.dynamics_fail_share_rise) as rise_limit,
        max(rules.dynamics_least_participants) as least_participants
    from {{ ref('int_dynamics_by_procedure') }} as dynamics
    inner join {{ ref('int_half_year_rules') }} as rules on dynamics.half_year = rules.half_year
    group by dynamics.half_year, dynamics.school_login
)

select
    half_year,
    school_login,
    procedures,
    participants,
    participants_before,
    {{ per_cent('below_threshold', 'participants') }} as fail_share,
    {{ per_cent('below_threshold_before', 'participants_before') }} as fail_share_before,
    largest_rise,
    participants >= least_participants and participants_before >= least_participants
        as has_enough_participants,
    -- whole numbers: shares that are equal compare as equal
    below_threshold * participants_before < below_threshold_before * participants as has_fallen,
    largest_rise >= rise_limit as has_risen_somewhere
from sums
