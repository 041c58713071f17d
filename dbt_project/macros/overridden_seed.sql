{# A rule file: the rows of the seed, except those whose key stands in the department's own file of the
   same name (OPORA_HOME/rules/), and the rows of that file. Key and types stand in seeds/_seeds.yml. #}
{% macro overridden_seed(name) %}
  {%- set seed = graph.nodes['seed.opora.' ~ name] if execute else none -%}
  {%- set types = seed.config.column_types if seed else {} -%}
  {%- set keys = seed.config.meta.key if seed else [] -%}
with overrides as (
    select
    {%- for column, type in types.items() %}
        cast(nullif({{ column }}, '') as {{ opora.declared_type(type) }}) as {{ column }}{{ ',' if not loop.last }}
    {%- else %}
        *
    {%- endfor %}
    from {{ opora.rule_overrides(name) }}
)

select {{ types.keys() | join(', ') or '*' }}
from {{ ref(name) }} as defaults
where not exists (
    select 1
    from overrides
    where true
    {%- for column in keys %}
        and overrides.{{ column }} is not distinct from defaults.{{ column }}
    {%- endfor %}
)
union all
select {{ types.keys() | join(', ') or '*' }}
from overrides
{% endmacro %}

{# Where the validated overrides of a rule file lie: columns as in the seed, all of them text. #}
{% macro rule_overrides(name) %}{{ return(adapter.dispatch('rule_overrides', 'opora')(name)) }}{% endmacro %}

{% macro default__rule_overrides(name) -%}
  lake_rules.{{ name }}
{%- endmacro %}

{% macro duckdb__rule_overrides(name) -%}
  {%- set lake = env_var('OPORA_LAKE', env_var('OPORA_HOME', 'var') ~ '/lake') -%}
  read_parquet('{{ lake }}/rules/{{ name }}.parquet')
{%- endmacro %}
