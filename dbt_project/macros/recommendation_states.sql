{# Words for what became of recommendations. #}

{# Принята. Выполнено мер: 1 из 2. Срок — 30.09.2024. #}
{% macro recommendation_state_ru(row) -%}
  case {{ row }}.closed_reason
        when 'done'
            then 'Выполнена: все меры завершены, закрыта в полугодии ' || {{ row }}.closed_half_year || '.'
        when 'declined'
            then 'Отклонена адресатом в полугодии ' || {{ row }}.closed_half_year
                || coalesce(': «' || {{ row }}.answer_comment || '»', '') || '.'
        when 'resolved'
            then 'Снята: в полугодии ' || {{ row }}.closed_half_year
                || ' вывода, по которому она дана, больше нет.'
        else
            case {{ row }}.answer
                when 'accepted' then 'Принята адресатом.'
                when 'declined' then 'Отклонена адресатом.'
                else 'Ответа адресата ещё нет.'
            end
            || case
                when {{ row }}.measures > {{ row }}.measures_cancelled
                    then ' Выполнено мер: ' || cast({{ row }}.measures_done as varchar(10)) || ' из '
                        || cast({{ row }}.measures - {{ row }}.measures_cancelled as varchar(10)) || '.'
                when {{ row }}.measures > 0 then ' Все меры отменены.'
                else ' Мер пока нет.'
            end
            || case
                when {{ row }}.days_overdue is not null
                    then ' Срок истёк ' || {{ opora.date_ru(row ~ '.due_on') }}
                        || ', дней просрочки — ' || cast({{ row }}.days_overdue as varchar(10)) || '.'
                else ' Срок — ' || {{ opora.date_ru(row ~ '.due_on') }} || '.'
            end
    end
{%- endmacro %}
