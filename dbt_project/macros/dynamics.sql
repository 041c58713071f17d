{# The sentences of school_dynamics and school_dynamics_procedures that both of them use. #}

{# Was and is on one scale. #}
{% macro shares_ru() -%}
'Доля не преодолевших порог: было ' || {{ opora.per_cent_ru('fail_share_before') }}
            || ', стало ' || {{ opora.per_cent_ru('fail_share') }}
{%- endmacro %}

{# Was and is where the scale changed. #}
{% macro positions_ru() -%}
'Шкала изменилась, доли двух лет не сравниваются. Место среди школ территории '
            || '(у скольких процентов школ доля не преодолевших порог не ниже): было '
            || {{ opora.decimal_ru('relative_position_before') }} || ', стало '
            || {{ opora.decimal_ru('relative_position') }} || '.'
{%- endmacro %}

{# Why two years can't be compared, from the column `obstacle`. #}
{% macro obstacle_ru() -%}
case
        when obstacle = 'too_few_participants'
            then
                'Участников меньше ' || least_participants || ': в ' || this_year || ' году '
                || cast(participants as varchar(10)) || ', в ' || last_year || ' году '
                || cast(participants_before as varchar(10)) || '.'
        when obstacle = 'no_position' and not has_population
            then
                'Шкала изменилась, доли двух лет не сравниваются, '
                || 'а территория школы неизвестна.'
        when obstacle = 'no_position'
            then
                'Шкала изменилась, доли двух лет не сравниваются, а школ с той же процедурой '
                || 'в территории меньше ' || least_schools || '.'
        when obstacle = 'changed_scale' then 'Шкала изменилась, доли двух лет не сравниваются.'
        when obstacle = 'suppressed'
            then 'Результаты за ' || this_year || ' год скрыты источником.'
        when obstacle = 'suppressed_before'
            then 'Результаты за ' || last_year || ' год скрыты источником.'
        when obstacle = 'other_session'
            then
                'В ' || this_year || ' и ' || last_year
                || ' годах школа участвовала на разных этапах.'
        when obstacle = 'other_procedures'
            then
                'В ' || this_year || ' и ' || last_year
                || ' годах школа участвовала в разных процедурах.'
        when obstacle = 'not_held'
            then
                'То, что проводилось в ' || last_year || ' году, в ' || this_year
                || ' году к концу полугодия не проводилось или не используется.'
        when obstacle = 'no_results' then 'Нет результатов за ' || this_year || ' год.'
        when obstacle = 'not_held_before'
            then
                'То, что проводилось в ' || this_year || ' году, в ' || last_year
                || ' году не проводилось или не используется.'
        when obstacle = 'no_results_before' then 'Нет результатов за ' || last_year || ' год.'
        when obstacle = 'new_school'
            then
                'Нет результатов за ' || last_year
                || ' год: школа новая или не участвовала.'
        when obstacle = 'nothing'
            then 'Нет результатов ни за ' || this_year || ', ни за ' || last_year || ' год.'
    end
{%- endmacro %}
