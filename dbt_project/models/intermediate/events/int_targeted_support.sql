select
    support.half_year,
    successors.counted_login as school_login,
    lower(trim(support.project)) as project,
    {{ is_filled('support.curator') }} as has_curator,
    coalesce(support.roadmap_on <= half_years.ends_on, false) as has_roadmap
from {{ ref('int_targeted_support_states') }} as support
inner join {{ ref('int_monitored_half_years') }} as half_years
    on
        support.half_year = half_years.half_year
        and support.valid_from <= half_years.ends_on
        and coalesce(support.valid_to, half_years.ends_on) >= half_years.ends_on
inner join {{ ref('int_school_successors') }} as successors
    on
        support.half_year = successors.half_year
        and support.school_login = successors.school_login
