{# Why there is no context model, in words; the codes are those of `opora.statistics.reasons`. #}
{% macro context_reason_ru(reason) -%}
case {{ reason }}
            when 'too_few_groups' then 'Школ с результатами и индексом слишком мало для модели.'
            when 'no_observations' then 'Нет школ, у которых есть и индекс, и результаты, различающие участников.'
            when 'one_observation_per_group' then 'В каждой школе только один результат: разброс внутри школ неизвестен.'
            when 'constant_predictor' then 'Индекс у всех школ одинаков: зависимость от условий не определить.'
            when 'constant_outcome' then 'Результаты всех участников одинаковы.'
            when 'no_within_group_spread' then 'Внутри школ результаты не различаются.'
            when 'not_converged' then 'Модель не сошлась: два способа расчёта дали разные ответы.'
            when 'no_index' then 'Ни у одной школы нет индекса социального благополучия.'
            else 'Анализ ещё не выполнен.'
        end
{%- endmacro %}

{# Why there is no first principal component, in words. #}
{% macro loading_reason_ru(reason) -%}
case {{ reason }}
            when 'no_conditions' then 'Ни у одной школы нет действующих сведений о социальных условиях.'
            when 'unusable_component' then 'По показателю школы не сравнить: его нет, он есть у немногих или у всех одинаков.'
            when 'too_few_columns' then 'Показателей, по которым школы различаются, меньше двух.'
            when 'no_observations' then 'Нет школ, у которых есть все показатели.'
            when 'too_few_observations' then 'Школ, у которых есть все показатели, слишком мало.'
            when 'constant_predictor' then 'Один из показателей одинаков у всех школ, у которых есть все показатели.'
            when 'no_leading_component' then 'Показатели не связаны между собой: главной компоненты нет.'
            else 'Анализ ещё не выполнен.'
        end
{%- endmacro %}
