{{ config(severity='warn', meta={'is_listed': true}) }}
select
    decision_id as object_id,
    cast(null as varchar(50)) as school_login,
    days_overdue as days,
    sentence_ru
from {{ ref('management_decisions') }}
where state = 'overdue'
