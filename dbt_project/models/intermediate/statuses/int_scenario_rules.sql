{#- The rules of the computed statuses, as they stand (`base`) and with one of them changed. -#}
{%- set rules = var('status_rules')['lps'] + var('status_rules')['dcs'] -%}
with scenarios as (
    select scenario, category, change, rule, amount
    from {{ ref('rule_sensitivity_scenarios') }}
    union all
    select 'base' as scenario, 'lps' as category, null as change, null as rule, null as amount
    union all
    select 'base' as scenario, 'dcs' as category, null as change, null as rule, null as amount
)

select
    rules.half_year,
    scenarios.scenario,
    scenarios.category,
    coalesce(scenarios.change = 'leave_out_marked', false) as leaves_out_marked,
    {{ scenario_rule_columns(rules) }}
from {{ ref('int_half_year_rules') }} as rules
inner join {{ ref('int_monitored_half_years') }} as half_years
    on rules.half_year = half_years.half_year
cross join scenarios
