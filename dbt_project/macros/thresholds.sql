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

{# A column per rule of the half-year as a sensitivity scenario changes it. #}
{% macro scenario_rule_columns(rules) -%}
  {%- for rule in rules -%}
  case
        -- 0.3 + 0.05 is not quite 0.35
        when scenarios.change = 'add' and scenarios.rule = '{{ rule }}'
            then round(rules.{{ rule }} + scenarios.amount, 9)
        when scenarios.change = 'flip' and scenarios.rule = '{{ rule }}' then 1 - rules.{{ rule }}
        else rules.{{ rule }}
    end as {{ rule }}
  {{- ',
    ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
