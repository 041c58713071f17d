select
    {{ stable_key("cast(year as varchar(4)) || '|' || risk_factor") }} as risk_factor_id,
    year as first_year,
    risk_factor,
    name_ru
from {{ ref('rule_risk_factors') }}
