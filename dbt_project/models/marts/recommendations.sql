select
    recommendation_id,
    half_year,
    school_login,
    finding_id,
    rule,
    object_id,
    ordinal,
    closed_half_year,
    closed_reason
from {{ source('cycle', 'recommendations') }}
