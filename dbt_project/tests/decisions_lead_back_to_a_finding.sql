{{ config(severity='warn', meta={'is_listed': true}) }}
select
    decision_id as object_id,
    cast(null as varchar(50)) as school_login,
    cast(null as bigint) as days,
    sentence_ru
from {{ ref('management_decisions') }}
where leads_back_through = 'none' and state <> 'cancelled'
