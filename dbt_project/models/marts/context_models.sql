select
    half_year,
    population,
    subject_area,
    state,
    case when state = 'measured' then '' else {{ context_reason_ru('reason') }} end as reason_ru,
    schools,
    participants,
    intercept,
    slope,
    slope_error,
    between_variance,
    within_variance,
    intraclass_correlation,
    100 * explained_share as explained_share,
    funnel_schools,
    funnel_share,
    overdispersion
from {{ source('analysis', 'context_models') }}
