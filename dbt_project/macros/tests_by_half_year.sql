{# What a generic test looks at: of a model by half-years only what this build has made anew. The other rows
   passed when they were made. A key without the half-year is asked of all rows, unless year and session of
   an assessment stand for it; a reference, unless what it refers to is as it was. #}
{% macro duckdb__get_where_subquery(relation) -%}
  {%- set conditions = [config.get('where')] if config.get('where') else [] -%}
  {%- if opora.has_notes() -%}
    {%- set tested = graph.nodes.get(model.attached_node) -%}
    {%- if tested is not none and opora.is_by_half_year(tested) and opora.holds_within_half_years(model) -%}
      {%- set half_year = opora.first_changed_half_year(opora.tables_tested_by(model)) -%}
      {%- if half_year != opora.every_half_year() -%}
        {%- do conditions.append("half_year >= '" ~ half_year ~ "' or half_year is null") -%}
      {%- endif -%}
    {%- endif -%}
  {%- endif -%}
  {%- if conditions -%}
    {%- do return("(select * from " ~ relation ~ " where (" ~ conditions | join(") and (") ~ ")) dbt_subquery") -%}
  {%- endif -%}
  {%- do return(relation) -%}
{%- endmacro %}

{% macro holds_within_half_years(test) %}
  {%- set columns = test.test_metadata.kwargs.get('columns') if test.test_metadata.name == 'unique_key' else none -%}
  {%- if test.test_metadata.name == 'unique' -%}{{ return(false) }}{%- endif -%}
  {{ return(columns is none or 'half_year' in columns or ('assessment_year' in columns and 'session' in columns)) }}
{% endmacro %}

{# The tables of a test that note what has changed. #}
{% macro tables_tested_by(test) %}
  {%- set found = [] -%}
  {%- for parent in test.depends_on.nodes if parent.startswith('model.') -%}
    {%- if graph.nodes[parent].config.materialized == 'view' -%}
      {%- do found.extend(opora.tables_read_by(graph.nodes[parent])) -%}
    {%- elif graph.nodes[parent].fqn[1] != 'rules' -%}
      {%- do found.append(parent) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(found | unique | list) }}
{% endmacro %}
