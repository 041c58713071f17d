{{ config(severity='warn', meta={'is_listed': true}) }}
select
    measure_id as object_id,
    school_login,
    cast(null as bigint) as days,
    sentence_ru
from {{ ref('measures') }}
where recommendation_state = 'blank' and state <> 'cancelled'
