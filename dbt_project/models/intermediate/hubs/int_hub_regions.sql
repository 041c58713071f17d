with depths as (
    select territory, count(*) - 1 as depth
    from {{ ref('int_territory_ancestors') }}
    group by territory
),

candidates as (
    select
        rules.half_year,
        ancestors.territory,
        ancestors.ancestor as region,
        -- a tree that ends above the wanted depth is searched as far down as it goes
        row_number() over (
            partition by rules.half_year, ancestors.territory order by depths.depth desc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_half_year_rules') }} as rules on half_years.half_year = rules.half_year
    inner join depths on rules.hub_territory_depth >= depths.depth
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on depths.territory = ancestors.ancestor
)

select half_year, territory, region
from candidates
where place = 1
