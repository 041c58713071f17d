select
    loadings.half_year,
    loadings.population,
    loadings.component,
    components.name_ru,
    loadings.state,
    case when loadings.state = 'measured' then '' else {{ context_reason_ru('loadings.reason') }} end
        as reason_ru,
    loadings.schools,
    loadings.loading,
    loadings.explained_share,
    loadings.correlation_with_index
from {{ source('analysis', 'wellbeing_loadings') }} as loadings
inner join {{ ref('int_half_years') }} as half_years on loadings.half_year = half_years.half_year
left join {{ ref('rule_wellbeing_components') }} as components
    on
        loadings.component = components.component
        and half_years.ends_on >= components.valid_from
        and half_years.ends_on <= coalesce(components.valid_to, half_years.ends_on)
