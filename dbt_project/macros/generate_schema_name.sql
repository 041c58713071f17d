{# Schemas bear exactly the names of the stations: rules, staging, intermediate, marts. On Spark the public
   ones are built under another name: what readers see there is shown at the end (`opora.spark.versions`). #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- set name = custom_schema_name | trim if custom_schema_name else target.schema -%}
  {{ 'build_' ~ name if target.type == 'spark' and name in ['marts', 'open_marts'] else name }}
{%- endmacro %}
