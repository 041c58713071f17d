{# A table is dropped and made again in one transaction. dbt's own way (make under another name, move the
   old one aside, rename, drop) keeps readers of the old table in peace, but nobody reads the build file
   while it is built, and for some hundred small tables the renaming costs more than the work.
   Of a model by half-years only what has changed is made again (`by_half_year`). #}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(this) -%}
  {%- set by_half_year = opora.is_by_half_year(model) -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- set from_half_year, has_undated = opora.what_changed(opora.tables_read_by(model))
      if by_half_year and existing is not none and opora.has_notes() else (opora.every_half_year(), true) -%}
  {%- if from_half_year == opora.every_half_year() -%}
    {{ drop_relation_if_exists(existing) }}
    {%- call statement('main') -%}
      {{ create_table_as(False, target, compiled_code) }}
    {%- endcall %}
  {%- elif from_half_year == opora.no_half_year() -%}
    {%- call statement('main') -%}
      select 'nothing has changed'
    {%- endcall %}
  {%- else -%}
    {%- set since = "half_year >= '" ~ from_half_year ~ "'" -%}
    {%- do run_query("delete from " ~ target ~ " where " ~ since ~ " or half_year is null") -%}
    {%- call statement('main') -%}
      insert into {{ target }} by name
      select * from (
        {{ compiled_code }}
      ) as made
      where {{ since }}{{ ' or half_year is null' if has_undated }}
    {%- endcall %}
  {%- endif -%}
  {%- if by_half_year -%}
    {%- if opora.has_notes() -%}{%- do opora.note_change(from_half_year) -%}{%- endif -%}
  {%- elif opora.writes_notes() and opora.is_read_by_half_year(model) -%}
    {%- do opora.note_difference(target) -%}
  {%- endif -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
