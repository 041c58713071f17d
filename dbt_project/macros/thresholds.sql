{# A column per rule, from the rows of `thresholds` that a model has joined and groups. #}
{% macro rule_columns(rules) -%}
  {%- for rule in rules -%}
  max(case when thresholds.rule = '{{ rule }}' then thresholds.value end) as {{ rule }}
  {{- ',
    ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{# The same, where a row of the procedure itself beats the default. #}
{% macro procedure_rule_columns(rules) -%}
  {%- for rule in rules -%}
  coalesce(
        max(
            case
                when thresholds.rule = '{{ rule }}' and thresholds.procedure is not null
                    then thresholds.value
            end
        ),
        max(case when thresholds.rule = '{{ rule }}' then thresholds.value end)
    ) as {{ rule }}
  {{- ',
    ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
