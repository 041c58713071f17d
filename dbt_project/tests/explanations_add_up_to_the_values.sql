with explained as (
    select
        schools.half_year,
        dim_school.territory,
        schools.indicator,
        sum(schools.numerator) as numerator,
        sum(schools.denominator) as denominator,
        max(case when schools.in_numerator and not schools.in_denominator then 1 else 0 end)
            as is_contradictory
    from {{ ref('indicator_schools') }} as schools
    inner join {{ ref('dim_school') }} as dim_school on schools.school_id = dim_school.school_id
    where schools.indicator <> '2.2'
    group by schools.half_year, dim_school.territory, schools.indicator
)

select explained.*
from explained
inner join {{ ref('dim_territory') }} as territories
    on explained.territory = territories.territory and territories.level = 'municipality'
left join {{ ref('indicator_values') }} as facts
    on
        explained.half_year = facts.half_year
        and explained.territory = facts.territory
        and explained.indicator = facts.indicator
where
    explained.is_contradictory = 1
    or explained.numerator is distinct from facts.numerator
    or explained.denominator is distinct from facts.denominator
