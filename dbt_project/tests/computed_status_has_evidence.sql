with evidence as (
    select distinct half_year, school_login, category
    from {{ ref('school_status_evidence') }}
)

select statuses.half_year, statuses.school_login, statuses.category
from {{ ref('school_status') }} as statuses
left join evidence
    on
        statuses.half_year = evidence.half_year
        and statuses.school_login = evidence.school_login
        and statuses.category = evidence.category
where
    (statuses.computed_state = 'measured') <> (statuses.is_computed is not null)
    or coalesce(statuses.is_computed, false) <> (evidence.school_login is not null)
