{#- Only of schools without any procedure on the same scale: one such procedure is enough for the raw
    change, and two measures are never mixed. Both years are weighted alike, so that a place can't move
    because another procedure has more participants now. -#}
with results as (
    select
        dynamics.half_year,
        dynamics.school_login,
        dynamics.participants,
        dynamics.below_threshold,
        dynamics.participants_before,
        dynamics.below_threshold_before,
        positions.relative_position,
        positions.relative_position_before,
        positions.relative_position_change,
        dynamics.participants + dynamics.participants_before as weight
    from {{ ref('int_dynamics_by_procedure') }} as dynamics
    inner join {{ ref('int_dynamics_positions') }} as positions
        on
            dynamics.half_year = positions.half_year
            and dynamics.school_login = positions.school_login
            and dynamics.procedure = positions.procedure
            and dynamics.session = positions.session
    left join {{ ref('int_dynamics') }} as raw_dynamics
        on
            dynamics.half_year = raw_dynamics.half_year
            and dynamics.school_login = raw_dynamics.school_login
    where raw_dynamics.school_login is null
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
        sum(weight * relative_position) / sum(weight) as relative_position,
        sum(weight * relative_position_before) / sum(weight) as relative_position_before,
        sum(weight * relative_position_change) / sum(weight) as relative_position_change
    from results
    group by half_year, school_login
)

select
    sums.half_year,
    sums.school_login,
    sums.procedures,
    sums.participants,
    sums.participants_before,
    {{ per_cent('sums.below_threshold', 'sums.participants') }} as fail_share,
    {{ per_cent('sums.below_threshold_before', 'sums.participants_before') }} as fail_share_before,
    sums.relative_position,
    sums.relative_position_before,
    sums.relative_position_change,
    sums.participants >= rules.dynamics_least_participants
    and sums.participants_before >= rules.dynamics_least_participants as has_enough_participants
from sums
inner join {{ ref('int_half_year_rules') }} as rules on sums.half_year = rules.half_year
