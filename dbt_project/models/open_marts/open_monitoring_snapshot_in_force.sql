select
    half_year,
    revision,
    in_force_from,
    level,
    territory,
    indicator,
    plan,
    denominator,
    value,
    bound,
    state,
    flags
from {{ ref('open_monitoring_snapshot') }}
where is_in_force
