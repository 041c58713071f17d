{#- Per half-year and territory: the stages count every school once, and a territory without schools of its
    own holds what its children hold. -#}
with rolled_up as (
    select
        schools.half_year,
        ancestors.ancestor as territory,
        schools.stage,
        count(*) as schools
    from {{ ref('school_transition') }} as schools
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on schools.territory = ancestors.territory
    group by schools.half_year, ancestors.ancestor, schools.stage
),

children as (
    select counts.half_year, territories.parent as territory, counts.stage, sum(counts.schools) as schools
    from {{ ref('transition_by_territory') }} as counts
    inner join {{ ref('dim_territory') }} as territories on counts.territory = territories.territory
    group by counts.half_year, territories.parent, counts.stage
)

select counts.half_year, counts.territory, counts.stage
from {{ ref('transition_by_territory') }} as counts
left join rolled_up
    on
        counts.half_year = rolled_up.half_year
        and counts.territory = rolled_up.territory
        and counts.stage = rolled_up.stage
left join children
    on
        counts.half_year = children.half_year
        and counts.territory = children.territory
        and counts.stage = children.stage
where
    counts.schools <> coalesce(rolled_up.schools, 0)
    or (
        counts.territory not in (select territory from {{ ref('dim_school') }} where territory is not null)
        and counts.schools <> coalesce(children.schools, 0)
    )
