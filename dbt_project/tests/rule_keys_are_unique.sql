{%- set rule_files = [
    'half_years', 'territories', 'indicators', 'indicator_plan', 'procedure_kinds', 'procedures',
    'assessment_windows', 'comparability', 'thresholds', 'positions', 'risk_factors',
    'wellbeing_components', 'sensitivity_scenarios', 'effect_verdicts',
    'finding_severities', 'recommendation_rules',
    'vocabularies', 'dataset_schedule', 'expected_procedures'
] -%}
{%- for name in rule_files %}
{%- set key = graph.nodes['seed.opora.' ~ name].config.meta.key if execute else ['source'] %}
select '{{ name }}' as rule_file
from {{ ref('rule_' ~ name) }}
group by {{ key | join(', ') }}
having count(*) > 1
{{ 'union all' if not loop.last }}
{%- endfor %}
