{{ config(severity='warn', meta={'is_listed': true}) }}
{#- The mart stands first: the check belongs to it. -#}
with decisions as (
    select decision_id
    from {{ ref('management_decisions') }}
)

select
    links.decision_id as object_id,
    cast(null as varchar(50)) as school_login,
    cast(null as bigint) as days,
    case
        when decisions.decision_id is null
            then 'Решения ' || links.decision_id || ', для которого названа связь с «' || links.object_id || '», нет.'
        else
            'Решение ' || links.decision_id || ' связано с «' || links.object_id || '» ('
            || case links.object_kind
                when 'finding' then 'вывод анализа'
                when 'recommendation' then 'рекомендация'
                when 'measure' then 'мера'
                when 'indicator' then 'показатель'
                when 'school' then 'школа'
                when 'decision' then 'решение'
                when 'programme_document' then 'документ программы'
                else links.object_kind
            end
            || '), но такого кода нет.'
    end as sentence_ru
from {{ ref('int_decision_links') }} as links
left join decisions on links.decision_id = decisions.decision_id
where decisions.decision_id is null or not links.has_object
