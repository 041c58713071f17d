select
    ancestors.territory,
    ancestors.ancestor as population
from {{ ref('int_territory_ancestors') }} as ancestors
inner join {{ ref('rule_territories') }} as territories
    on ancestors.ancestor = territories.territory
where territories.parent is null
