select successors.half_year, successors.school_login, successors.counted_login
from {{ ref('int_school_successors') }} as successors
inner join {{ ref('int_half_years') }} as half_years on successors.half_year = half_years.half_year
inner join {{ ref('stg_school_successions') }} as successions
    on
        successors.counted_login = successions.from_login
        and successions.{{ adapter.quote('on') }} <= half_years.ends_on
where not successions.is_superseded and coalesce(successions.kind, 'merged') <> 'split'
