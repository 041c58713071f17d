{#- The place in the territory outlives any change of scale that keeps the order of schools; a distance
    in percentage points does not. -#}
{%- set group = 'partition by half_year, territory, procedure, session, is_comparable' -%}
with results as (
    select
        dynamics.half_year,
        schools.territory,
        dynamics.school_login,
        dynamics.procedure,
        dynamics.session,
        dynamics.is_comparable,
        {{ per_cent('dynamics.below_threshold', 'dynamics.participants') }} as fail_share,
        {{ per_cent('dynamics.below_threshold_before', 'dynamics.participants_before') }}
            as fail_share_before
    from {{ ref('int_dynamics_by_procedure') }} as dynamics
    inner join {{ ref('int_schools_by_half_year') }} as schools
        on
            dynamics.half_year = schools.half_year
            and dynamics.school_login = schools.school_login
            and schools.not_open_reason is null
    inner join {{ ref('int_territory_populations') }} as populations
        on schools.territory = populations.territory
    where dynamics.is_in_both_years
),

placed as (
    select
        *,
        count(*) over ({{ group }}) as territory_schools,
        100 * cume_dist() over ({{ group }} order by fail_share desc) as relative_position,
        100 * cume_dist() over ({{ group }} order by fail_share_before desc)
            as relative_position_before
    from results
)

select
    placed.half_year,
    placed.school_login,
    placed.procedure,
    placed.session,
    placed.territory_schools,
    placed.relative_position,
    placed.relative_position_before,
    placed.relative_position - placed.relative_position_before as relative_position_change
from placed
inner join {{ ref('int_half_year_rules') }} as rules on placed.half_year = rules.half_year
where placed.territory_schools >= rules.dynamics_least_schools
