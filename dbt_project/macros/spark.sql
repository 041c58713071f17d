{# What dbt leaves to the project on Spark. Nothing here is called on DuckDB. #}

{# A type that a seed or a model declares, as the engine writes it; `opora.spark.types` says the same for
   the lake. #}
{% macro declared_type(data_type) %}{{ return(adapter.dispatch('declared_type', 'opora')(data_type)) }}{% endmacro %}

{% macro default__declared_type(data_type) -%}
  {{- data_type -}}
{%- endmacro %}

{% macro spark__declared_type(data_type) -%}
  {%- set types = {
    'varchar': 'string', 'integer': 'int', 'timestamp': 'timestamp_ntz', 'blob': 'binary'
  } -%}
  {{- types.get(data_type | lower, data_type | lower) -}}
{%- endmacro %}

{# The empty table that a model's columns are held against where its contract is enforced. #}
{% macro spark__get_empty_schema_sql(columns) -%}
  select
  {%- for column in columns.values() %}
    cast(null as {{ opora.declared_type(column.data_type) }}) as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{# A seed by one statement: dbt-spark sends values as texts in quotes, a missing one as 'None'. #}
{% macro spark__create_csv_table(model, agate_table) -%}
  {%- call statement('_') -%}
    create table {{ this }} using parquet as {{ opora.seed_rows(model, agate_table) }}
  {%- endcall -%}
  {{ return('') }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
  {{ return('-- the rows came with the table') }}
{%- endmacro %}

{% macro seed_rows(model, agate_table) -%}
  {%- set types = model.config.column_types -%}
  select
  {%- for name in agate_table.column_names %}
    {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    cast({{ name }} as {{ opora.declared_type(type) }}) as {{ name }}{{ ',' if not loop.last }}
  {%- endfor %}
  from values
  {%- for row in agate_table.rows %}
    (
    {%- for cell in row -%}
      {{ 'null' if cell is none else "'" ~ (cell | string | replace("'", "''")) ~ "'" }}{{ ', ' if not loop.last }}
    {%- endfor -%}
    ){{ ',' if not loop.last }}
  {%- endfor %}
  as seed ({{ agate_table.column_names | join(', ') }})
{%- endmacro %}

{# Every build writes what readers see to a folder of its own (`opora.spark.versions`). #}
{% macro spark__location_clause() -%}
  {%- if model.resource_type == 'model' and this.schema.startswith('build_') -%}
    location '{{ env_var('OPORA_SPARK_VERSION_FOLDER') }}/{{ this.schema }}/{{ this.identifier }}'
  {%- endif -%}
{%- endmacro %}
