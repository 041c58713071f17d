{#- 2.2 counts distinct people: a teacher of two municipalities stands once in their region.
    A territory with schools of its own holds more than its children do. -#}
with children as (
    select
        facts.half_year,
        territories.parent as territory,
        facts.indicator,
        sum(facts.numerator) as numerator,
        sum(facts.denominator) as denominator
    from {{ ref('indicator_values') }} as facts
    inner join {{ ref('dim_territory') }} as territories on facts.territory = territories.territory
    where facts.indicator <> '2.2'
    group by facts.half_year, territories.parent, facts.indicator
)

select facts.half_year, facts.territory, facts.indicator
from {{ ref('indicator_values') }} as facts
inner join children
    on
        facts.half_year = children.half_year
        and facts.territory = children.territory
        and facts.indicator = children.indicator
where
    facts.territory not in (select territory from {{ ref('dim_school') }} where territory is not null)
    and (facts.numerator <> children.numerator or facts.denominator <> children.denominator)
