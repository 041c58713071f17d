select
    schools.half_year,
    ancestors.ancestor as territory,
    schools.indicator,
    count(case when schools.is_in_base then 1 end) as schools_in_base,
    count(case when schools.in_denominator then 1 end) as schools_in_denominator,
    cast(sum(schools.numerator) as bigint) as numerator,
    cast(sum(schools.denominator) as bigint) as denominator,
    count(case when schools.has_signed_act then 1 end) as signed_acts
from {{ ref('int_indicator_schools') }} as schools
inner join {{ ref('int_territory_ancestors') }} as ancestors
    on schools.territory = ancestors.territory
group by schools.half_year, ancestors.ancestor, schools.indicator
