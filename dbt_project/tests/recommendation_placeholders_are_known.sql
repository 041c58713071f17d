{%- set text = namespace(sql='text_ru') -%}
{%- for placeholder, place in recommendation_placeholders().items() -%}
  {%- set conditions = [] -%}
  {%- if place.findings -%}
    {%- do conditions.append("finding in ('" ~ place.findings | join("', '") ~ "')") -%}
  {%- endif -%}
  {%- if place.kinds -%}
    {%- do conditions.append("kind in ('" ~ place.kinds | join("', '") ~ "')") -%}
  {%- endif -%}
  {%- set text.sql = "replace(" ~ text.sql ~ ", '{" ~ placeholder ~ "}', case when "
    ~ (conditions | join(' and ') or 'true') ~ " then '' else '{}' end)" -%}
{%- endfor %}
with left_over as (
    select rule, valid_from, {{ text.sql }} as text_ru
    from {{ ref('rule_recommendation_rules') }}
)

select rule, valid_from
from left_over
where replace(replace(text_ru, '{', ''), '}', '') <> text_ru
