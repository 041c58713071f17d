{#- DerSimonian and Laird 1986, method of moments: Q is the weighted scatter that is seen, schools - 1
    what chance alone would make of it; the rest is true. -#}
with centred as (
    select
        half_year,
        population,
        excess_change,
        sampling_variance,
        1 / sampling_variance as weight,
        sum(excess_change / sampling_variance) over (partition by half_year, population)
        / sum(1 / sampling_variance) over (partition by half_year, population) as weighted_mean
    from {{ ref('int_dynamics_excess') }}
),

scatter as (
    select
        half_year,
        population,
        count(*) as schools,
        case
            when count(*) > 1
                then greatest(
                    0.0,
                    (
                        sum(weight * (excess_change - weighted_mean) * (excess_change - weighted_mean))
                        - (count(*) - 1)
                    ) / (sum(weight) - sum(weight * weight) / sum(weight))
                )
            else 0.0
        end as true_variance
    from centred
    group by half_year, population
)

select
    scatter.half_year,
    scatter.population,
    scatter.schools,
    scatter.true_variance,
    sum(centred.excess_change / (centred.sampling_variance + scatter.true_variance))
    / sum(1 / (centred.sampling_variance + scatter.true_variance)) as mean_excess_change,
    1 / sum(1 / (centred.sampling_variance + scatter.true_variance)) as mean_variance
from scatter
inner join centred
    on scatter.half_year = centred.half_year and scatter.population = centred.population
group by scatter.half_year, scatter.population, scatter.schools, scatter.true_variance
