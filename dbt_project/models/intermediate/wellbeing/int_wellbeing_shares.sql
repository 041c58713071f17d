select
    schools.half_year,
    populations.population,
    schools.territory,
    schools.school_login,
    weights.component,
    weights.name_ru,
    weights.is_favourable,
    weights.weight,
    shares.school_login is not null as has_conditions,
    shares.share
from {{ ref('int_schools_by_half_year') }} as schools
inner join {{ ref('int_wellbeing_weights') }} as weights on schools.half_year = weights.half_year
left join {{ ref('int_territory_populations') }} as populations
    on schools.territory = populations.territory
left join {{ ref('int_condition_shares') }} as shares
    on
        schools.half_year = shares.half_year
        and schools.school_login = shares.school_login
        and weights.component = shares.component
where schools.not_open_reason is null
