with plans as (
    select
        half_years.half_year,
        territories.territory,
        plans.indicator,
        plans.plan,
        row_number() over (
            partition by half_years.half_year, territories.territory, plans.indicator
            order by
                case plans.year when 'baseline' then '2020' else plans.year end desc,
                case when plans.territory is null then 1 else 0 end asc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    cross join {{ ref('rule_territories') }} as territories
    inner join {{ ref('rule_indicator_plan') }} as plans
        on
            coalesce(plans.territory, territories.territory) = territories.territory
            and half_years.calendar_year
            >= cast(case plans.year when 'baseline' then '2020' else plans.year end as integer)
)

select half_year, territory, indicator, plan
from plans
where place = 1
