select half_year, lineage
from {{ ref('int_recommendable') }}
group by half_year, lineage
having count(*) > 1
