{# A dataset as the lake holds it, with `is_superseded` by the delivery rule of its contract:
     replaces   a later delivery replaces all rows of the same scope (contract: replace);
     latest_of  a later row of the same key replaces the earlier one (contract: append).
   Superseded rows stay, marked. Unit tests can't see the sources' meta, so the rule is an argument;
   tests/warehouse/test_delivery_rules.py holds it to the contract. #}
{% macro delivered(dataset, replaces=none, latest_of=none) -%}
select
    *,
    {% if replaces -%}
    delivery_id < max(delivery_id) over (
        partition by {{ opora.quoted_list(replaces) }}
    ) as is_superseded
    {%- else -%}
    row_number() over (
        partition by {{ opora.quoted_list(latest_of) }}
        order by delivery_id desc, row_no desc
    ) > 1 as is_superseded
    {%- endif %}
from {{ source('lake', dataset) }}
{%- endmacro %}

{# Column names for a list, quoted: a contract may use a word such as `on`. #}
{% macro quoted_list(columns) -%}
  {%- for column in columns %}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}
