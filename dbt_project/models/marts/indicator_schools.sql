select
    half_year,
    indicator,
    school_login,
    school_id,
    in_denominator,
    in_numerator,
    numerator,
    denominator,
    has_signed_act,
    reason
from {{ ref('int_indicator_schools') }}
