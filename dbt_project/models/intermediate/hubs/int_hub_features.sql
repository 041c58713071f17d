select
    schools.half_year,
    schools.school_login,
    regions.region,
    details.settlement_kind,
    details.latitude,
    details.longitude,
    wellbeing.value as wellbeing_index
from {{ ref('int_schools_by_half_year') }} as schools
inner join {{ ref('int_schools') }} as details on schools.school_login = details.school_login
left join {{ ref('int_hub_regions') }} as regions
    on schools.half_year = regions.half_year and schools.territory = regions.territory
left join {{ ref('int_wellbeing_index') }} as wellbeing
    on
        schools.half_year = wellbeing.half_year
        and schools.school_login = wellbeing.school_login
where schools.not_open_reason is null
