select
    loadings.half_year,
    loadings.population,
    loadings.component,
    components.name_ru,
    loadings.state,
    case when loadings.state = 'measured' then '' else {{ loading_reason_ru('loadings.reason') }} end
        as reason_ru,
    loadings.schools,
    loadings.loading,
    100 * loadings.explained_share as explained_share,
    loadings.correlation_with_index
from {{ source('analysis', 'wellbeing_loadings') }} as loadings
-- of several versions of a component only the one that holds has a weight in the half-year
left join {{ ref('int_wellbeing_weights') }} as components
    on
        loadings.half_year = components.half_year
        and loadings.component = components.component
