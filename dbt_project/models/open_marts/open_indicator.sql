select
    indicator_id,
    indicator,
    name_ru,
    name_en,
    unit
from {{ ref('dim_indicator') }}
