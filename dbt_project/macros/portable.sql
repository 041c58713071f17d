{# The few expressions that DuckDB and Spark spell differently, or that are too long to repeat. #}

{# A stable integer key of a code: the first 13 hexadecimal digits of its md5, exact in a double too. #}
{% macro stable_key(code) %}{{ return(adapter.dispatch('stable_key', 'opora')(code)) }}{% endmacro %}

{% macro default__stable_key(code) -%}
  cast(conv(substring(md5({{ code }}), 1, 13), 16, 10) as bigint)
{%- endmacro %}

{% macro duckdb__stable_key(code) -%}
  cast('0x' || substring(md5({{ code }}), 1, 13) as bigint)
{%- endmacro %}

{# The date so many months before or after another one. #}
{% macro months_later(date, months) %}{{ return(adapter.dispatch('months_later', 'opora')(date, months)) }}{% endmacro %}

{% macro default__months_later(date, months) -%}
  cast({{ dbt.dateadd('month', months, date) }} as date)
{%- endmacro %}

{# dbt's own goes over timestamps with a zone, and loses dates where they have none. #}
{% macro spark__months_later(date, months) -%}
  add_months({{ date }}, cast({{ months }} as int))
{%- endmacro %}

{# The date so many days after another one. #}
{% macro days_later(date, days) %}{{ return(adapter.dispatch('days_later', 'opora')(date, days)) }}{% endmacro %}

{% macro default__days_later(date, days) -%}
  cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}

{% macro spark__days_later(date, days) -%}
  date_add({{ date }}, cast({{ days }} as int))
{%- endmacro %}

{# Days from one date to another. #}
{% macro days_between(date, later) %}{{ return(adapter.dispatch('days_between', 'opora')(date, later)) }}{% endmacro %}

{% macro default__days_between(date, later) -%}
  {{ dbt.datediff(date, later, 'day') }}
{%- endmacro %}

{% macro spark__days_between(date, later) -%}
  datediff({{ later }}, {{ date }})
{%- endmacro %}

{# 31.12.2024 #}
{% macro date_ru(date) -%}
  right('0' || cast(extract(day from {{ date }}) as varchar(2)), 2)
        || '.' || right('0' || cast(extract(month from {{ date }}) as varchar(2)), 2)
        || '.' || cast(extract(year from {{ date }}) as varchar(4))
{%- endmacro %}

{# 34,2. Zero is added so that a little less than nothing is 0,0, not −0,0. #}
{% macro decimal_ru(value, digits=1) -%}
  replace(cast(round({{ value }}, {{ digits }}) + 0 as varchar(20)), '.', ',')
{%- endmacro %}

{# 34,2 % #}
{% macro per_cent_ru(value) -%}
  {{ opora.decimal_ru(value) }} || ' %'
{%- endmacro %}

{# A filled-in text cell. #}
{% macro is_filled(column) -%}
  coalesce(trim({{ column }}), '') <> ''
{%- endmacro %}

{# A share in per cent as an unrounded double; decimal division would round it. #}
{% macro per_cent(part, whole) -%}
  100 * cast({{ part }} as double) / {{ whole }}
{%- endmacro %}

{# «ОГЭ, математика» — 12 из 30 (40,0 %) #}
{% macro procedure_share_ru(name, below_threshold, participants) -%}
  '«' || {{ name }} || '» — ' || cast({{ below_threshold }} as varchar(20))
        || ' из ' || cast({{ participants }} as varchar(20)) || ' ('
        || {{ opora.per_cent_ru(opora.per_cent(below_threshold, participants)) }} || ')'
{%- endmacro %}

{# By how many percentage points a share changed, from the counts of both years. Whole numbers are
   subtracted before anything is divided: a rise of exactly ten points is exactly ten. #}
{% macro share_change(part, whole, part_before, whole_before) -%}
  {{ opora.per_cent(
        '(' ~ part ~ ' * ' ~ whole_before ~ ' - ' ~ part_before ~ ' * ' ~ whole ~ ')',
        '(' ~ whole ~ ' * ' ~ whole_before ~ ')'
    ) }}
{%- endmacro %}

{# Different texts of a group in one, by alphabet; NULL where there is none. #}
{% macro joined(text, separator=', ') %}{{ return(adapter.dispatch('joined', 'opora')(text, separator)) }}{% endmacro %}

{% macro default__joined(text, separator) -%}
  nullif(array_join(array_sort(collect_set({{ text }})), '{{ separator }}'), '')
{%- endmacro %}

{% macro duckdb__joined(text, separator) -%}
  nullif(array_to_string(array_sort(array_agg(distinct {{ text }})), '{{ separator }}'), '')
{%- endmacro %}
