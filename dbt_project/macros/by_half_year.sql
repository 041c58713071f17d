{# What makes one more half-year cost the same, however many there are: of a large model only the half-years
   are made anew that something before it has changed. Models stay plain SQL over everything; this is where
   "nothing is incremental behind the cells" is bent, and it is bent for whole half-years only, so that no
   row is ever patched.

   A model marked `by_half_year` (dbt_project.yml) promises that its rows of a half-year depend on rows of
   that and of earlier half-years only. Every table notes the first half-year in which it has changed; such
   a model replaces what it has from the earliest of those of its parents on:
     a model by half-years    from where it was replaced;
     a table made whole       from the first half-year whose rows differ from those of the last build (one
                              without half-years: from the very first, if anything differs);
     cells by delivery        from the first half-year that new deliveries have results of;
     a result of Python       from the first half-year that was computed anew (`opora.analysis.kept`).
   Where a parent has noted nothing everything is made. So a late file, a correction, the history, a register
   that was sent again need no rule of their own, and nobody says which model a dataset may change. A model
   that looks ahead (what was answered since, what is the newest half-year) is made whole.

   The notes lie in the schema `growth` of the build file; `opora.warehouse.growth` opens them and says so in
   OPORA_GROWTH. Only then is anything left as it is: a plain `dbt build`, and any other engine, makes
   everything. #}

{# The half-year that comes before all, and the one that comes after all: everything, nothing. #}
{% macro every_half_year() %}{{ return('') }}{% endmacro %}
{% macro no_half_year() %}{{ return('~') }}{% endmacro %}

{# Whether this build writes notes, and whether it can go by those of the last one. #}
{% macro writes_notes() %}
  {{ return(execute and target.type == 'duckdb' and env_var('OPORA_GROWTH', '') in ('noted', 'unknown')) }}
{% endmacro %}
{% macro has_notes() %}
  {{ return(execute and target.type == 'duckdb' and env_var('OPORA_GROWTH', '') == 'noted') }}
{% endmacro %}

{% macro is_by_half_year(node) %}
  {{ return(
    node.resource_type == 'model' and node.config.materialized == 'table'
    and node.config.get('meta', {}).get('by_half_year', false)
  ) }}
{% endmacro %}

{# The tables that a node reads, through views: unique ids. Rules are left out: another rule is another build
   from the beginning. #}
{% macro tables_read_by(node) %}
  {%- set found = [] -%}
  {%- for parent in node.depends_on.nodes -%}
    {%- set parent_node = graph.nodes.get(parent) -%}
    {%- if parent_node is none -%}
      {%- do found.append(parent) -%}
    {%- elif parent_node.config.materialized == 'view' -%}
      {%- do found.extend(opora.tables_read_by(parent_node)) -%}
    {%- elif parent_node.resource_type == 'model' and parent_node.fqn[1] != 'rules' -%}
      {%- do found.append(parent) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(found | unique | list) }}
{% endmacro %}

{# Whether a model by half-years reads a table. No macro is called for each: that costs dbt a second. #}
{% macro is_read_by_half_year(node) %}
  {%- if node.fqn[1] == 'rules' -%}{{ return(false) }}{%- endif -%}
  {%- for other in graph.nodes.values()
      if other.resource_type == 'model' and node.unique_id in other.depends_on.nodes
      and other.config.get('meta', {}).get('by_half_year') -%}
    {{ return(true) }}
  {%- endfor -%}
  {{ return(false) }}
{% endmacro %}

{# The first half-year that some tables have changed in, as they noted it in this build. #}
{% macro first_changed_half_year(tables) %}{{ return(opora.what_changed(tables)[0]) }}{% endmacro %}

{# That half-year, and whether some of these tables hold rows of no half-year. #}
{% macro what_changed(tables) %}
  {%- set named = "where table_id in ('" ~ tables | join("', '") ~ "')" -%}
  {%- set query -%}
    select
      case when count(distinct table_id) < {{ tables | length }} then '{{ opora.every_half_year() }}'
        else coalesce(min(half_year), '{{ opora.no_half_year() }}') end,
      exists(from growth.undated {{ named }})
    from growth.changed {{ named }}
  {%- endset -%}
  {{ return(run_query(query).rows[0].values()) }}
{% endmacro %}

{% macro note_change(half_year) %}
  {%- do run_query(
    "insert into growth.changed values ('" ~ model.unique_id ~ "', '" ~ half_year ~ "'); " ~ opora.note_undated(this)
  ) -%}
{% endmacro %}

{% macro note_undated(relation) -%}
  insert into growth.undated select '{{ model.unique_id }}' from {{ relation }} where half_year is null limit 1
{%- endmacro %}

{# Note what a table that was made whole holds, by half-year, and from where on it is not what it was. #}
{% macro note_difference(relation) %}
  {%- set columns = run_query("from " ~ relation ~ " limit 0").column_names -%}
  {%- set ignored = model.config.get('meta', {}).get('not_compared', []) -%}
  {%- set compared = columns | reject('in', ignored) | map('tojson') | join(', ') -%}
  {%- set half_year = "coalesce(half_year, '')" if 'half_year' in columns else "''" -%}
  {%- do run_query(
    "insert into growth.made select '" ~ model.unique_id ~ "', " ~ half_year ~ ", count(*), sum(hash("
    ~ compared ~ ")) from " ~ relation ~ " group by 2"
  ) -%}
  {%- if opora.has_notes() -%}
    {%- set here = "where table_id = '" ~ model.unique_id ~ "'" -%}
    {%- do run_query(
      "insert into growth.changed select '" ~ model.unique_id ~ "', coalesce(min(half_year), '"
      ~ opora.no_half_year() ~ "') from ((from growth.made " ~ here ~ " except from growth.made_before) "
      ~ "union all (from growth.made_before " ~ here ~ " except from growth.made))"
      ~ ("; " ~ opora.note_undated(relation) if 'half_year' in columns else "")
    ) -%}
  {%- endif -%}
{% endmacro %}

{# Around a model that grows by deliveries: remember those that it has, then note the first half-year of
   those that came. Where a second model has the same deliveries, `like` names the first. #}
{% macro remember_deliveries() %}
  {%- if opora.has_notes() and load_cached_relation(this) is not none -%}
    create or replace table growth.deliveries_before as select distinct delivery_id from {{ this }}
  {%- else -%}
    select 1
  {%- endif -%}
{% endmacro %}

{% macro note_deliveries(like=none) %}
  {%- if not opora.has_notes() -%}
    select 1
  {%- elif like -%}
    insert into growth.changed
    select '{{ model.unique_id }}', half_year from growth.changed where table_id = '{{ like }}';
    insert into growth.undated
    select '{{ model.unique_id }}' from growth.undated where table_id = '{{ like }}'
  {%- elif not is_incremental() -%}
    insert into growth.changed values ('{{ model.unique_id }}', '{{ opora.every_half_year() }}');
    {{ opora.note_undated(this) }}
  {%- else -%}
    insert into growth.changed
    select '{{ model.unique_id }}', coalesce(min(coalesce(half_year, '')), '{{ opora.no_half_year() }}')
    from {{ this }}
    where delivery_id not in (from growth.deliveries_before);
    {{ opora.note_undated(this) }}
  {%- endif -%}
{% endmacro %}
