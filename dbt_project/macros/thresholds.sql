{# A column per rule, from the rows of `thresholds` that a model has joined and groups. Where several
   hold at once, the one that began last counts: a department adds a row and leaves the default. #}
{% macro rule_columns(rules) -%}
  {%- for rule in rules -%}
  {{ opora.newest_value("thresholds.rule = '" ~ rule ~ "'") }} as {{ rule }}
  {{- ',
    ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{# The same, where a row of the procedure itself beats the default. #}
{% macro procedure_rule_columns(rules) -%}
  {%- for rule in rules -%}
  coalesce(
        {{ opora.newest_value("thresholds.rule = '" ~ rule ~ "' and thresholds.procedure is not null") }},
        {{ opora.newest_value("thresholds.rule = '" ~ rule ~ "'") }}
    ) as {{ rule }}
  {{- ',
    ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro newest_value(condition) -%}
max_by(
            case when {{ condition }} then thresholds.value end,
            case when {{ condition }} then thresholds.valid_from end
        )
{%- endmacro %}
