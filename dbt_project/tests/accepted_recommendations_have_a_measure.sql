{{ config(severity='warn', meta={'is_listed': true}) }}
select
    recommendation_id as object_id,
    school_login,
    max(days_late) as days,
    'Рекомендация ' || recommendation_id || ' принята, но меры по ней нет, срок истёк '
    || {{ date_ru('max(recommendation_due_on)') }} || '.' as sentence_ru
from {{ ref('traceability') }}
where gap = 'no_measure'
group by recommendation_id, school_login
