select
    decisions.decision_id,
    decisions.issuer,
    decisions.number,
    decisions.decided_on,
    decided.half_year,
    decisions.text,
    decisions.responsible,
    decisions.due_on,
    decisions.status,
    {{ work_state('decisions.status', 'decisions.due_on', 'cutoff.ends_on') }} as state,
    {{ days_overdue('decisions.status', 'decisions.due_on', 'cutoff.ends_on') }} as days_overdue
from {{ ref('stg_management_decisions') }} as decisions
cross join {{ ref('int_half_years') }} as cutoff
left join {{ ref('int_half_years') }} as decided
    on decisions.decided_on between decided.starts_on and decided.ends_on
where cutoff.is_latest and not decisions.is_superseded
