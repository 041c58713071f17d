{{ config(severity='warn', meta={'is_listed': true}) }}
select
    measure_id as object_id,
    school_login,
    days_overdue as days,
    sentence_ru
from {{ ref('measures') }}
where state = 'overdue'
