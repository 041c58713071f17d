select
    {{ stable_key('territory') }} as territory_id,
    territory,
    parent,
    level,
    name_ru,
    valid_from,
    valid_to
from {{ ref('rule_territories') }}
