select
    wellbeing.half_year,
    schools.school_id,
    wellbeing.school_login,
    wellbeing.territory,
    wellbeing.population,
    conditions.observed_on,
    wellbeing.state,
    wellbeing.value,
    wellbeing.standardised,
    100 * wellbeing.population_share as population_share,
    100 * wellbeing.territory_share as territory_share,
    wellbeing.territory_schools,
    wellbeing.components_used,
    wellbeing.components_missing,
    wellbeing.flags,
    wellbeing.reason_ru
from {{ ref('int_wellbeing_index') }} as wellbeing
left join {{ ref('int_schools') }} as schools on wellbeing.school_login = schools.school_login
left join {{ ref('int_observed_conditions') }} as conditions
    on
        wellbeing.half_year = conditions.half_year
        and wellbeing.school_login = conditions.school_login
