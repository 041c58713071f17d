{# Work that people report on (measures, decisions), and the words for it. #}

{# As reported; overdue where it is neither done nor cancelled and its last day has passed. #}
{% macro work_state(status, ends_on, cutoff) -%}
  case
        when {{ status }} in ('planned', 'in_progress') and {{ ends_on }} < {{ cutoff }} then 'overdue'
        else {{ status }}
    end
{%- endmacro %}

{% macro days_overdue(status, ends_on, cutoff) -%}
  case when {{ status }} in ('planned', 'in_progress') then {{ opora.days_past(ends_on, cutoff) }} end
{%- endmacro %}

{# By how many days a term is over on the cut-off; NULL while it is not. #}
{% macro days_past(ends_on, cutoff) -%}
  case
        when {{ ends_on }} < {{ cutoff }} then cast({{ opora.days_between(ends_on, cutoff) }} as bigint)
    end
{%- endmacro %}

{# выполняется, срок — 31.12.2024 #}
{% macro work_state_ru(state, ends_on, days, gender='ж') -%}
  {%- set ending = {'ж': 'а', 'с': 'о'}[gender] -%}
  case {{ state }}
        when 'done' then 'выполнен{{ ending }}'
        when 'cancelled' then 'отменен{{ ending }}'
        when 'overdue'
            then
                'не выполнен{{ ending }} в срок до ' || {{ opora.date_ru(ends_on) }}
                || ', дней просрочки — ' || cast({{ days }} as varchar(10))
        else
            case {{ state }} when 'planned' then 'запланирован{{ ending }}' else 'выполняется' end
            || coalesce(', срок — ' || {{ opora.date_ru(ends_on) }}, ', срок не указан')
    end
{%- endmacro %}

{# The chain of a row of `traceability` as one sentence, and what is missing next in a second one. #}
{% macro chain_ru() -%}
  coalesce('Вывод ' || finding_id || ' (с ' || finding_since || ')', 'Вывода нет')
    || coalesce(
        ' → рекомендация ' || recommendation_id
        || case answer when 'accepted' then ' (принята)' when 'declined' then ' (отклонена)' else '' end,
        ''
    )
    || coalesce(
        ' → мера ' || measure_id || ' «' || measure_ru || '» ('
        || case measure_state
            when 'planned' then 'запланирована'
            when 'in_progress' then 'выполняется'
            when 'done' then 'выполнена'
            when 'cancelled' then 'отменена'
            else 'просрочена'
        end
        || ')',
        ''
    )
    || coalesce(
        ' → решение ' || decision_id || ' (' || {{ opora.date_ru('decided_on') }} || ', № '
        || decision_number || ')',
        ''
    )
    || coalesce(
        ' → оценка за ' || review_half_year || ' (школа: ' || {{ opora.verdict_ru('verdict') }}
        || ', мера во всех школах: ' || {{ opora.verdict_ru('kind_verdict') }} || ')',
        ''
    )
    || '. ' || {{ opora.gap_ru() }}
{%- endmacro %}

{% macro verdict_ru(verdict) -%}
  coalesce(
        case {{ verdict }}
            when 'continue' then 'продолжать'
            when 'correct' then 'скорректировать'
            when 'stop' then 'прекратить'
            when 'too_early' then 'судить рано'
        end,
        'вывода нет'
    )
{%- endmacro %}

{# What the first missing link of a chain is. #}
{% macro gap_ru() -%}
  case gap
        when 'complete' then 'Цепочка полная.'
        when 'not_needed' then 'Рекомендация по такому выводу правилами не предусмотрена.'
        when 'no_recommendation' then 'Рекомендации нет.'
        when 'resolved' then 'Вывод снят раньше, чем по рекомендации начали работать.'
        when 'awaiting_answer' then 'Ответа на рекомендацию ещё ждут.'
        when 'no_answer'
            then 'Ответа на рекомендацию нет, срок истёк '
                || {{ opora.date_ru('recommendation_due_on') }} || '.'
        when 'declined' then 'Рекомендация отклонена.'
        when 'awaiting_measure' then 'Меру по рекомендации ещё ждут.'
        when 'no_measure'
            then 'Меры по рекомендации нет, срок истёк '
                || {{ opora.date_ru('recommendation_due_on') }} || '.'
        when 'measure_cancelled' then 'Мера отменена.'
        when 'no_decision' then 'Управленческого решения нет.'
        when 'under_way' then 'Мера ещё выполняется.'
        when 'measure_overdue' then 'Мера не выполнена в срок.'
        when 'too_early' then 'Об эффекте судить рано.'
        when 'not_reviewable' then 'Мера выполнена, но оценить её эффект нельзя.'
        when 'no_review' then 'Мера выполнена, но её эффект не оценён.'
        when 'orphan_measure' then 'Мера не связана с рекомендацией.'
        when 'withdrawn_recommendation' then 'Рекомендации после уточнения данных больше нет.'
        when 'orphan_decision' then 'Решение не связано ни с одним выводом анализа.'
        when 'general_decision' then 'Решение общее: ни к одной рекомендации или мере оно не относится.'
    end
{%- endmacro %}
