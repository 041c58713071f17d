select
    half_years.half_year,
    schools.counted_login as school_login,
    coalesce(hubs.counted_login, activities.hub_login) as hub_login,
    activities.activity_id,
    activities.held_on
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('stg_network_activities') }} as activities
    on activities.held_on between half_years.year_starts_on and half_years.ends_on
inner join {{ ref('int_school_successors') }} as schools
    on
        half_years.half_year = schools.half_year
        and activities.school_login = schools.school_login
left join {{ ref('int_school_successors') }} as hubs
    on
        half_years.half_year = hubs.half_year
        and activities.hub_login = hubs.school_login
where not activities.is_superseded
