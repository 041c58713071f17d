with links as (
    select
        decision_id,
        count(*) as links,
        {%- for kind in ['finding', 'recommendation', 'measure', 'indicator', 'school'] %}
        sum(case when object_kind = '{{ kind }}' then 1 else 0 end) as {{ kind }}_links,
        {%- endfor %}
        sum(case when has_object then 0 else 1 end) as broken_links
    from {{ ref('int_decision_links') }}
    group by decision_id
)

select
    decisions.decision_id,
    decisions.issuer,
    decisions.number,
    decisions.decided_on,
    decisions.half_year,
    decisions.text as text_ru,
    decisions.responsible,
    decisions.due_on,
    decisions.status,
    decisions.state,
    decisions.days_overdue,
    cast(coalesce(links.links, 0) as bigint) as links,
    {%- for kind in ['finding', 'recommendation', 'measure', 'indicator', 'school'] %}
    cast(coalesce(links.{{ kind }}_links, 0) as bigint) as {{ kind }}_links,
    {%- endfor %}
    cast(coalesce(links.broken_links, 0) as bigint) as broken_links,
    origins.leads_back_through,
    origins.findings,
    origins.findings_before,
    'Решение ' || decisions.decision_id || ' (' || decisions.issuer || ', от '
    || {{ date_ru('decisions.decided_on') }} || ' № ' || decisions.number || ')'
    || ' ' || {{ work_state_ru('decisions.state', 'decisions.due_on', 'decisions.days_overdue', 'с') }}
    || case origins.leads_back_through
        when 'finding' then '; принято по выводу анализа.'
        when 'recommendation' then '; принято по рекомендации.'
        when 'measure' then '; принято по мере, за которой стоит вывод анализа.'
        when 'school' then '; принято о школе, по которой есть выводы анализа.'
        when 'indicator' then '; принято о показателе, по которому есть выводы анализа.'
        else '; вывода анализа, к которому оно относится, нет.'
    end as sentence_ru
from {{ ref('int_decisions') }} as decisions
inner join {{ ref('int_decision_origins') }} as origins on decisions.decision_id = origins.decision_id
left join links on decisions.decision_id = links.decision_id
