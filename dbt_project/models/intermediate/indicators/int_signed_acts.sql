select
    half_years.half_year,
    successors.counted_login as school_login,
    min(acts.signed_on) as signed_on
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('stg_analysis_register') }} as acts
    on
        half_years.calendar_year = acts.year
        and half_years.ends_on >= acts.signed_on
inner join {{ ref('int_school_successors') }} as successors
    on
        half_years.half_year = successors.half_year
        and acts.school_login = successors.school_login
where
    not acts.is_superseded
    and acts.results_analysed
    and acts.conditions_analysed
group by half_years.half_year, successors.counted_login
