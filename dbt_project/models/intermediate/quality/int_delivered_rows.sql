-- after the cycle, which takes papers that waited for {{ source('cycle', 'recommendations') }}
{%- for name, facts in contract_facts().items() %}
{{ delivered_rows(name, facts, ref('int_assessment_cells_by_delivery') if name == 'assessment_results') }}
{{ 'union all' if not loop.last }}
{%- endfor %}
