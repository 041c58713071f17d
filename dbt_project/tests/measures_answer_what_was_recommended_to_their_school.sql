{{ config(severity='warn', meta={'is_listed': true}) }}
select
    measure_id as object_id,
    school_login,
    cast(null as bigint) as days,
    'Мера ' || measure_id || ' школы ' || school_login || ' названа по рекомендации ' || recommendation_id
    || ', которую дали школе ' || recommended_to || '.' as sentence_ru
from {{ ref('measures') }}
where recommended_to <> current_login
