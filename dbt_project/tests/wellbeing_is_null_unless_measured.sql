select wellbeing.half_year, wellbeing.school_login, wellbeing.state, wellbeing.value
from {{ ref('social_wellbeing_index') }} as wellbeing
left join (
    select half_year, school_login, sum(contribution) as contributions
    from {{ ref('social_wellbeing_components') }}
    group by half_year, school_login
) as components
    on
        wellbeing.half_year = components.half_year
        and wellbeing.school_login = components.school_login
where
    (wellbeing.state = 'measured') <> (wellbeing.value is not null)
    or not (coalesce(wellbeing.value, 0) between 0 and 100)
    or abs(wellbeing.standardised - components.contributions) > 1e-8
    or (components.contributions is not null) <> (wellbeing.standardised is not null)
