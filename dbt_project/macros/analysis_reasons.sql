{# The codes of opora.analysis in words, for officers. #}
{% macro context_reason_ru(reason) -%}
case {{ reason }}
            when 'too_few_groups' then 'Школ с результатами и индексом слишком мало для модели.'
            when 'no_observations' then 'Нет школ, у которых есть и результаты, и индекс.'
            when 'too_few_observations' then 'Результатов слишком мало для модели.'
            when 'one_observation_per_group' then 'В каждой школе только один результат: разброс внутри школ неизвестен.'
            when 'constant_predictor' then 'Индекс у всех школ одинаков: зависимость от условий не определить.'
            when 'constant_outcome' then 'Результаты всех участников одинаковы.'
            when 'no_within_group_spread' then 'Внутри школ результаты не различаются.'
            when 'not_converged' then 'Модель не сошлась: двум способам расчёта нельзя верить одновременно.'
            when 'too_few_columns' then 'Показателей, по которым школы различаются, меньше двух.'
            when 'unusable_component' then 'Показателя нет у школ или он у всех одинаков.'
            when 'no_leading_component' then 'Показатели не связаны между собой: главной компоненты нет.'
            when 'no_variance' then 'Значения у всех школ одни и те же.'
            when 'collinear_predictors' then 'Показатели условий повторяют друг друга.'
            when 'no_index' then 'Ни у одной школы нет индекса социального благополучия.'
            else 'Анализ ещё не выполнен.'
        end
{%- endmacro %}
