select
    partnerships.half_year,
    schools.counted_login as school_login,
    coalesce(hubs.counted_login, partnerships.hub_login) as hub_login,
    partnerships.valid_from,
    partnerships.valid_to
from {{ ref('int_partnership_states') }} as partnerships
inner join {{ ref('int_monitored_half_years') }} as half_years
    on
        partnerships.half_year = half_years.half_year
        and partnerships.valid_from <= half_years.ends_on
        and coalesce(partnerships.valid_to, half_years.ends_on) >= half_years.ends_on
inner join {{ ref('int_school_successors') }} as schools
    on
        partnerships.half_year = schools.half_year
        and partnerships.school_login = schools.school_login
left join {{ ref('int_school_successors') }} as hubs
    on
        partnerships.half_year = hubs.half_year
        and partnerships.hub_login = hubs.school_login
