{#- A row of its own for a basis that no finding has, or a misspelt severity, would change nothing or
    break the build far from its cause. -#}
select own.finding, own.basis
from {{ ref('rule_finding_severities') }} as own
left join {{ ref('finding_severities') }} as known
    on own.finding = known.finding and own.basis = known.basis
where
    known.finding is null
    or own.severity not in ('high', 'medium', 'low')
union all
select finding, indicator as basis
from {{ ref('rule_indicators') }}
where finding not in ('missing_support', 'indicator_below_plan')
