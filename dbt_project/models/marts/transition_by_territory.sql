with placed as (
    select
        schools.half_year,
        ancestors.ancestor as territory,
        schools.stage,
        count(*) as schools,
        count(case when schools.is_lps then 1 end) as low_performing_schools
    from {{ ref('int_transition_stages') }} as schools
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on schools.territory = ancestors.territory
    group by schools.half_year, ancestors.ancestor, schools.stage
),

-- every territory with schools shows every stage, empty ones too
places as (
    select distinct
        schools.half_year,
        ancestors.ancestor as territory,
        stages.stage,
        stages.position,
        stages.name_ru
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on schools.territory = ancestors.territory
    cross join {{ ref('rule_transition_stages') }} as stages
),

counted as (
    select
        places.half_year,
        places.territory,
        places.stage,
        places.position,
        places.name_ru,
        coalesce(placed.schools, 0) as schools,
        coalesce(placed.low_performing_schools, 0) as low_performing_schools,
        cast(sum(coalesce(placed.schools, 0)) over (
            partition by places.half_year, places.territory
        ) as bigint) as followed_schools
    from places
    left join placed
        on
            places.half_year = placed.half_year
            and places.territory = placed.territory
            and places.stage = placed.stage
)

select
    half_year,
    territory,
    stage,
    position,
    name_ru,
    schools,
    low_performing_schools,
    followed_schools,
    case when followed_schools > 0 then {{ per_cent('schools', 'followed_schools') }} end as share,
    case when followed_schools > 0 then 'measured' else 'not_applicable' end as state
from counted
