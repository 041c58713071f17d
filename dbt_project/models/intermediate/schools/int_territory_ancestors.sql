{#- A tree of school, municipality, region and country needs three steps up. -#}
with level_0 as (
    select territory, territory as ancestor, parent
    from {{ ref('rule_territories') }}
),
{% for step in range(1, 4) %}
level_{{ step }} as (
    select below.territory, above.territory as ancestor, above.parent
    from level_{{ step - 1 }} as below
    inner join {{ ref('rule_territories') }} as above on below.parent = above.territory
){{ ',' if not loop.last }}
{% endfor %}
{%- for step in range(4) %}
select territory, ancestor
from level_{{ step }}
{{ 'union all' if not loop.last }}
{%- endfor %}
