select
    half_years.half_year,
    successors.counted_login as school_login,
    max(conditions.observed_on) as observed_on
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('int_half_year_rules') }} as rules on half_years.half_year = rules.half_year
inner join {{ ref('stg_social_conditions') }} as conditions
    on
        half_years.ends_on >= conditions.observed_on
        and conditions.observed_on
        > {{ months_later('half_years.ends_on', '-rules.conditions_validity_months') }}
inner join {{ ref('int_school_successors') }} as successors
    on
        half_years.half_year = successors.half_year
        and conditions.school_login = successors.school_login
where not conditions.is_superseded
group by half_years.half_year, successors.counted_login
