with valid as (
    select
        half_years.half_year,
        components.component,
        components.name_ru,
        components.is_favourable,
        components.weight,
        -- a department adds a row and leaves the default: what began last counts
        row_number() over (
            partition by half_years.half_year, components.component
            order by components.valid_from desc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('rule_wellbeing_components') }} as components
        on
            half_years.ends_on >= components.valid_from
            and half_years.ends_on <= coalesce(components.valid_to, half_years.ends_on)
)

select half_year, component, name_ru, is_favourable, weight
from valid
where place = 1 and weight > 0
