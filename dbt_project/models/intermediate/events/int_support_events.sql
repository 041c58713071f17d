select
    half_years.half_year,
    successors.counted_login as school_login,
    events.event_id,
    events.held_on,
    lower(trim(events.project)) as project,
    {{ is_filled('events.document') }} as is_documented
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('stg_methodical_support') }} as events
    on events.held_on between half_years.year_starts_on and half_years.ends_on
inner join {{ ref('int_school_successors') }} as successors
    on
        half_years.half_year = successors.half_year
        and events.school_login = successors.school_login
where not events.is_superseded
