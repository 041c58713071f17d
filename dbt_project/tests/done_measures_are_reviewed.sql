{{ config(severity='warn', meta={'is_listed': true}) }}
select
    measure_id as object_id,
    school_login,
    cast(null as bigint) as days,
    'Мера ' || measure_id || ' «' || kind_ru || '» школы ' || school_login
    || ' выполнена, но её эффект не оценён.' as sentence_ru
from {{ ref('measures') }}
where state = 'done' and review_state = 'none'
