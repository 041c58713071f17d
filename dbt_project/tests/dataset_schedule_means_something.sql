{#- A row with a misspelt word would expect nothing of anybody, without a word. -#}
select schedule.dataset
from {{ ref('rule_dataset_schedule') }} as schedule
left join (select distinct dataset from {{ ref('contract_rules') }}) as contracts
    on schedule.dataset = contracts.dataset
left join (select distinct dataset from {{ ref('contract_rules') }}) as others
    on schedule.also_by = others.dataset
where
    contracts.dataset is null
    or (schedule.also_by is not null and others.dataset is null)
    or schedule.expected_from not in ('school', 'lps_school', 'lps_or_dcs_school', 'territory', 'none')
    or schedule.half not in ('H1', 'H2', 'both')
    or schedule.severity not in ('critical', 'warning', 'info')
    or schedule.expected_from is null
    or schedule.half is null
    or schedule.severity is null
    or schedule.due_days_before_report is null
    or schedule.due_days_before_report < 0
    or schedule.warn_days_before_due is null
    or schedule.warn_days_before_due < 0
    or schedule.holds_months < 6
