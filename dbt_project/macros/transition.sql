{# The words of a school's way into the effective mode. #}

{# «Вышла из списка ШНОР 31.08.2024 по результатам. » #}
{% macro left_list_ru(list, left_on, end_reason) -%}
'Вышла из списка ' || '{{ list }}' || ' ' || {{ date_ru(left_on) }}
        || case {{ end_reason }}
            when 'results' then ' по результатам. '
            when 'closed' then ' в связи с закрытием. '
            when 'merged' then ' в связи с объединением школ. '
            when 'decision' then ' по решению органа управления. '
            else ', причина не указана. '
        end
{%- endmacro %}

{# «Дорожная карта: шагов — 3, выполнено — 2 (из них с опозданием — 1), просрочено — 1. » #}
{% macro roadmap_ru() -%}
'Дорожная карта: шагов — ' || cast(milestones as varchar(20))
        || ', выполнено — ' || cast(done as varchar(20))
        || case when done_late > 0 then ' (из них с опозданием — ' || cast(done_late as varchar(20)) || ')' else '' end
        || ', просрочено — ' || cast(overdue as varchar(20))
        || ', срок не наступил — ' || cast(not_yet_due as varchar(20)) || '. '
        || coalesce(
            'Дольше всего просрочен шаг «' || oldest_overdue_milestone || '», срок '
            || {{ date_ru('oldest_overdue_on') }} || '. ', ''
        )
        || coalesce(
            'Ближайший шаг — «' || next_milestone || '», срок ' || {{ date_ru('next_due_on') }} || '. ', ''
        )
{%- endmacro %}
