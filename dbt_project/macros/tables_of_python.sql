{# The tables that the phases in Python fill (analysis, cycle, snapshot), empty where these have not been yet: a
   plain `dbt build` then works too, and the marts say what is missing. Columns stand with the sources. #}
{% macro tables_of_python() %}{{ return(adapter.dispatch('tables_of_python', 'opora')()) }}{% endmacro %}

{# On Spark `opora.spark.python_tables` makes them: a statement there is one statement. #}
{% macro default__tables_of_python() -%}{%- endmacro %}

{% macro duckdb__tables_of_python() -%}
  {%- if execute -%}
    {%- set tables = graph.sources.values() | selectattr('source_name', 'in', ['analysis', 'cycle', 'snapshot']) -%}
    {%- for table in tables -%}
      create schema if not exists {{ table.schema }};
      create table if not exists {{ table.schema }}.{{ table.name }} (
      {%- for column in table.columns.values() %}
        {{ column.name }} {{ column.data_type }}{{ ',' if not loop.last }}
      {%- endfor %}
      );
    {% endfor -%}
  {%- endif -%}
{%- endmacro %}
