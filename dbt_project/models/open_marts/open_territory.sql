select
    territory_id,
    territory,
    parent,
    level,
    name_ru
from {{ ref('dim_territory') }}
