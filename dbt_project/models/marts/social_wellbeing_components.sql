with totals as (
    select
        half_year,
        school_login,
        sum(weight) as weight
    from {{ ref('int_wellbeing_components') }}
    where state = 'measured'
    group by half_year, school_login
)

select
    components.half_year,
    schools.school_id,
    components.school_login,
    components.component,
    components.name_ru,
    components.state,
    components.share,
    components.standardised,
    components.weight,
    case
        when wellbeing.state = 'measured'
            then components.weight * components.standardised / totals.weight
    end as contribution,
    components.reason_ru
from {{ ref('int_wellbeing_components') }} as components
inner join {{ ref('int_wellbeing_index') }} as wellbeing
    on
        components.half_year = wellbeing.half_year
        and components.school_login = wellbeing.school_login
left join {{ ref('int_schools') }} as schools on components.school_login = schools.school_login
left join totals
    on
        components.half_year = totals.half_year
        and components.school_login = totals.school_login
