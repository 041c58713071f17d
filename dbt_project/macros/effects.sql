{# The words of the effects of measures. Results are told in points of a scale on which 100 points are
   one standard deviation of the participants. #}

{# +17,3 #}
{% macro points_ru(value) -%}
  case when {{ value }} < 0 then '−' else '+' end || {{ opora.decimal_ru('100 * abs(' ~ value ~ ')') }}
{%- endmacro %}

{# Why no effect can be told; the codes are those of opora/cycle/effect_samples.py. #}
{% macro effect_reason_ru(reason) -%}
case {{ reason }}
            when 'no_results_after' then 'После начала меры новых результатов ещё нет.'
            when 'too_soon' then 'Результаты получены слишком скоро после начала меры: её действие в них ещё не видно.'
            when 'no_results_before' then 'До начала меры нет результатов достаточного числа участников: сравнить не с чем.'
            when 'no_context' then 'Нет индекса социального благополучия: похожие школы не подобрать.'
            when 'no_comparable_schools' then 'Нет школ без меры, похожих по прежним результатам и условиям.'
            when 'too_few_comparable_schools' then 'Похожих школ без меры слишком мало для сравнения.'
            else 'Анализ ещё не выполнен.'
        end
{%- endmacro %}

{# Schools without what. #}
{% macro compared_with_ru(compared_with) -%}
case {{ compared_with }}
            when 'without_this_kind' then 'без этой меры (другие меры у них могли быть)'
            else 'без мер поддержки'
        end
{%- endmacro %}

{# What would have happened anyway; for a sentence after the comparison. #}
{% macro regression_ru(regression) -%}
coalesce(
            ' Само возвращение к обычному уровню после необычного года дало бы и без меры '
            || {{ opora.points_ru(regression) }} || ' балла.',
            ' До меры известен только один год: сколько даёт само возвращение к обычному уровню, не определить.'
        )
{%- endmacro %}
