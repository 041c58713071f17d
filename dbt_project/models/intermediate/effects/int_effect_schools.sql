select
    schools.half_year,
    populations.population,
    schools.school_login,
    wellbeing.standardised as wellbeing_standardised
from {{ ref('int_schools_by_half_year') }} as schools
inner join {{ ref('int_territory_populations') }} as populations
    on schools.territory = populations.territory
left join {{ ref('int_wellbeing_index') }} as wellbeing
    on
        schools.half_year = wellbeing.half_year
        and schools.school_login = wellbeing.school_login
where schools.not_open_reason is null
