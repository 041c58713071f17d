{# The tables that the analysis fills, empty where it has not been yet: a plain `dbt build` then
   works too, and the marts say that the analysis is missing. Columns stand with the source. #}
{% macro analysis_tables() -%}
  {%- if execute -%}
    {%- set tables = graph.sources.values() | selectattr('source_name', 'equalto', 'analysis') -%}
    {%- for table in tables -%}
      {%- if loop.first %}create schema if not exists {{ table.schema }};
      {% endif -%}
      create table if not exists {{ table.schema }}.{{ table.name }} (
      {%- for column in table.columns.values() %}
        {{ column.name }} {{ column.data_type }}{{ ',' if not loop.last }}
      {%- endfor %}
      );
    {% endfor -%}
  {%- endif -%}
{%- endmacro %}
