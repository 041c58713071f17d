{# What a rule's text may name: placeholder -> the expression that fills it, and the findings (blank:
   all) and kinds of recommendation (blank: all) that know it. The model fills by it, a test of the
   rules refuses whatever does not stand here. #}
{% macro recommendation_placeholders() -%}
  {%- do return({
    'school': {'text': 'school_name', 'findings': [], 'kinds': []},
    'category': {'text': 'detail_ru', 'findings': ['status'], 'kinds': []},
    'procedure': {'text': 'detail_ru', 'findings': ['weak_procedure'], 'kinds': []},
    'subject': {'text': 'subject_area', 'findings': ['weak_procedure'], 'kinds': []},
    'risk_factor': {'text': 'detail_ru', 'findings': ['risk_factor'], 'kinds': []},
    'block': {'text': 'detail_ru', 'findings': ['competence_deficit'], 'kinds': []},
    'value': {'text': 'value_ru', 'findings': opora.findings_with_value(), 'kinds': []},
    'threshold': {'text': 'threshold_ru', 'findings': opora.findings_with_value(), 'kinds': []},
    'indicator': {'text': 'indicator_ru', 'findings': [], 'kinds': []},
    'practice': {'text': 'entry_title', 'findings': [], 'kinds': ['practice']},
    'material': {'text': 'entry_title', 'findings': [], 'kinds': ['material']},
    'holder': {'text': 'entry_holder', 'findings': [], 'kinds': ['practice', 'material']},
    'link': {'text': 'entry_link_ru', 'findings': [], 'kinds': ['practice', 'material']}
  }) -%}
{%- endmacro %}

{# Findings whose number is always known. #}
{% macro findings_with_value() -%}
  {%- do return(
    ['weak_procedure', 'competence_deficit', 'missing_support', 'indicator_below_plan']
  ) -%}
{%- endmacro %}

{# A rule's text with its placeholders filled. #}
{% macro filled_text(text) -%}
  {%- set filled = namespace(text=text) -%}
  {%- for placeholder, place in opora.recommendation_placeholders().items() -%}
    {%- set filled.text = "replace(" ~ filled.text ~ ", '{" ~ placeholder ~ "}', coalesce("
        ~ place.text ~ ", ''))" -%}
  {%- endfor -%}
  {{ filled.text }}
{%- endmacro %}

{# high before medium before low #}
{% macro severity_rank(severity) -%}
case {{ severity }} when 'high' then 1 when 'medium' then 2 else 3 end
{%- endmacro %}

{# A free text as a part of an id: letters, digits, dots and hyphens stay, the rest becomes a line; what was lost
   is told apart by the beginning of its md5. #}
{% macro slug(text) %}{{ return(adapter.dispatch('slug', 'opora')(text)) }}{% endmacro %}

{% macro default__slug(text) -%}
  {{ opora.slug_with_remainder(text, "regexp_replace(" ~ text ~ ", '[^0-9A-Za-zА-Яа-яЁё.-]+', '_')") }}
{%- endmacro %}

{% macro duckdb__slug(text) -%}
  {{ opora.slug_with_remainder(text, "regexp_replace(" ~ text ~ ", '[^0-9A-Za-zА-Яа-яЁё.-]+', '_', 'g')") }}
{%- endmacro %}

{% macro slug_with_remainder(text, replaced) -%}
  left({{ replaced }}, 40)
        || case
            when left({{ replaced }}, 40) = {{ text }} then ''
            else '_' || left(md5({{ text }}), 4)
        end
{%- endmacro %}

{# A number with its unit in words. #}
{% macro measured_ru(value, unit) -%}
case
            when {{ unit }} = 'per_cent' then {{ opora.per_cent_ru(value) }}
            else {{ opora.decimal_ru(value) }}
        end
{%- endmacro %}
