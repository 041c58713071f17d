select
    half_year,
    revision,
    in_force_from,
    territory,
    indicator,
    plan,
    numerator,
    denominator,
    value,
    state,
    is_met,
    coverage,
    flags,
    numerator_by_signed_acts,
    value_by_signed_acts
from {{ ref('monitoring_snapshot') }}
where is_in_force
