{#- What is expected of a school is the population's change over the school's own procedures, so a
    procedure that was easier for everybody moves nobody. Of the school's own deviation as much is kept
    as is reliable. The population, not the territory: three schools can't say what is usual, the school
    itself would be a third of it, and where a school lies must not make its judgement milder. What it
    did beyond its territory is its relative change. -#}
with schools as (
    select
        excess.*,
        populations.mean_excess_change,
        populations.mean_variance,
        populations.true_variance / (populations.true_variance + excess.sampling_variance)
            as reliability
    from {{ ref('int_dynamics_excess') }} as excess
    inner join {{ ref('int_dynamics_populations') }} as populations
        on
            excess.half_year = populations.half_year
            and excess.population = populations.population
),

shrunken as (
    select
        *,
        population_change + mean_excess_change + reliability * (excess_change - mean_excess_change)
            as shrunken_change,
        -- the second part: the mean is itself an estimate, which matters where schools are few
        sqrt(
            reliability * sampling_variance
            + (1 - reliability) * (1 - reliability) * mean_variance
        ) as shrunken_error
    from schools
)

select
    shrunken.half_year,
    shrunken.school_login,
    shrunken.population_change,
    sqrt(shrunken.sampling_variance) as standard_error,
    shrunken.reliability,
    shrunken.shrunken_change,
    shrunken.shrunken_change - rules.interval_deviations * shrunken.shrunken_error as interval_low,
    shrunken.shrunken_change + rules.interval_deviations * shrunken.shrunken_error as interval_high,
    shrunken.territory_change,
    shrunken.raw_change - shrunken.territory_change as relative_change,
    -- towards 0, that is towards the change of the territory
    shrunken.reliability * (shrunken.raw_change - shrunken.territory_change)
        as shrunken_relative_change
from shrunken
inner join {{ ref('int_half_year_rules') }} as rules on shrunken.half_year = rules.half_year
