{#- The change of everybody over the procedures of one school, and what chance alone does to its own.

    Chance: of n participants with the population's share p, the share of those who fail scatters with
    the variance p(1-p)/n. The school's own share would claim certainty where nobody failed, so it is
    the population's, with half a participant added on either side, never quite 0 or 1. -#}
{%- set counts = [
    'participants', 'below_threshold', 'participants_before', 'below_threshold_before'
] -%}
with results as (
    select
        dynamics.half_year,
        dynamics.school_login,
        dynamics.procedure,
        dynamics.session,
        {%- for count in counts %}
        dynamics.{{ count }},
        {%- endfor %}
        populations.population,
        schools.territory
    from {{ ref('int_dynamics_by_procedure') }} as dynamics
    inner join {{ ref('int_schools_by_half_year') }} as schools
        on
            dynamics.half_year = schools.half_year
            and dynamics.school_login = schools.school_login
            and schools.not_open_reason is null
    inner join {{ ref('int_territory_populations') }} as populations
        on schools.territory = populations.territory
    where dynamics.is_in_both_years and dynamics.is_comparable
),

compared as (
    select
        half_year,
        population,
        territory,
        school_login,
        {%- for count in counts %}
        sum({{ count }}) over (partition by half_year, territory, procedure, session)
            as territory_{{ count }},
        sum({{ count }}) over (partition by half_year, population, procedure, session)
            as population_{{ count }},
        {%- endfor %}
        participants,
        participants_before
    from results
),

shares as (
    select
        *,
        (cast(population_below_threshold as double) + 0.5) / (population_participants + 1)
            as fail_share,
        (cast(population_below_threshold_before as double) + 0.5)
        / (population_participants_before + 1) as fail_share_before
    from compared
),

sums as (
    select
        half_year,
        population,
        territory,
        school_login,
        {%- for count in counts %}
        sum(territory_{{ count }}) as territory_{{ count }},
        sum(population_{{ count }}) as population_{{ count }},
        {%- endfor %}
        sum(participants) as participants,
        sum(participants_before) as participants_before,
        sum(participants * fail_share * (1 - fail_share)) as variance_sum,
        sum(participants_before * fail_share_before * (1 - fail_share_before))
            as variance_sum_before
    from shares
    group by half_year, population, territory, school_login
)

select
    half_year,
    population,
    territory,
    school_login,
    {{ share_change(
        'population_below_threshold', 'population_participants',
        'population_below_threshold_before', 'population_participants_before'
    ) }} as population_change,
    -- a school that is alone in its territory has nobody to be compared with
    case
        when territory_participants > participants
            then {{ share_change(
                'territory_below_threshold', 'territory_participants',
                'territory_below_threshold_before', 'territory_participants_before'
            ) }}
    end as territory_change,
    -- of per cents: 100 squared
    10000 * (
        variance_sum / (cast(participants as double) * participants)
        + variance_sum_before / (cast(participants_before as double) * participants_before)
    ) as sampling_variance
from sums
