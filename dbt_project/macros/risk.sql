{# The significance of what the data show, by the two thresholds of its rule; both are reached inclusively. #}
{% macro significance(compared, medium, high) -%}
case
            when {{ compared }} >= {{ high }} then 'high'
            when {{ compared }} >= {{ medium }} then 'medium'
            when {{ compared }} is not null then 'low'
        end
{%- endmacro %}

{# Few people or results: one of them more would change the judgement. #}
{% macro unreliable_flag(counted, least) -%}
case when {{ counted }} < {{ least }} then 'u' else '' end
{%- endmacro %}
