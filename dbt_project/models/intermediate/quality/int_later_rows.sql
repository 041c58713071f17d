{%- for name, facts in contract_facts().items() %}
{{ later_rows(name, facts, ref('int_assessment_cells_by_delivery') if name == 'assessment_results') }}
{{ 'union all' if not loop.last }}
{%- endfor %}
