{# A dataset as the lake holds it, with `is_superseded` by the delivery rule of its contract:
     append   a later row of the same key replaces the earlier one;
     replace  a later delivery replaces all rows of the same scope.
   Superseded rows stay, marked. The rule stands in the model's meta, a test holds it to the contract. #}
{% macro delivered(dataset) %}
  {%- set rule = model.config.meta.delivery if execute else {'key': []} -%}
select
    *,
    {% if rule.rule == 'replace' -%}
    delivery_id < max(delivery_id) over (
        partition by {{ opora.quoted_list(rule.scope) }}
    ) as is_superseded
    {%- else -%}
    row_number() over (
        partition by {{ opora.quoted_list(rule.key) }}
        order by delivery_id desc, row_no desc
    ) > 1 as is_superseded
    {%- endif %}
from {{ source('lake', dataset) }}
{% endmacro %}

{# Column names for a list, quoted: a contract may use a word such as `on`. #}
{% macro quoted_list(columns) -%}
  {%- for column in columns %}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}
