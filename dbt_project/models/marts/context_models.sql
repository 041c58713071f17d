select
    models.half_year,
    models.population,
    models.subject_area,
    models.state,
    case
        when models.state = 'measured' then ''
        else {{ context_reason_ru('models.reason') }}
    end as reason_ru,
    models.schools,
    models.participants,
    models.intercept,
    models.slope,
    models.slope_error,
    models.between_variance,
    models.within_variance,
    models.intraclass_correlation,
    100 * models.explained_share as explained_share,
    models.funnel_schools,
    models.funnel_share,
    models.overdispersion,
    rules.funnel_warning_deviations,
    rules.funnel_alarm_deviations
from {{ source('analysis', 'context_models') }} as models
inner join {{ ref('int_half_year_rules') }} as rules on models.half_year = rules.half_year
