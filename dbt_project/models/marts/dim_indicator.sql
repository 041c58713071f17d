select
    {{ stable_key('indicator') }} as indicator_id,
    indicator,
    name_ru,
    name_en,
    unit,
    position,
    counts_lps,
    counts_dcs
from {{ ref('rule_indicators') }}
