select
    dynamics.half_year,
    comparisons.population,
    dynamics.school_login,
    dynamics.raw_change,
    comparisons.population_change,
    comparisons.territory_change,
    comparisons.sampling_variance,
    dynamics.raw_change - comparisons.population_change as excess_change
from {{ ref('int_dynamics') }} as dynamics
inner join {{ ref('int_dynamics_comparisons') }} as comparisons
    on
        dynamics.half_year = comparisons.half_year
        and dynamics.school_login = comparisons.school_login
where dynamics.has_enough_participants
