{{ config(severity='warn', meta={'is_listed': true}) }}
select distinct
    recommendation_id as object_id,
    school_login,
    cast(null as bigint) as days,
    case
        when measure_id is null then 'Ответ дан'
        else 'Мера ' || measure_id || ' названа'
    end
    || ' по рекомендации ' || recommendation_id
    || ', которой после уточнения данных больше нет.' as sentence_ru
from {{ ref('traceability') }}
where gap = 'withdrawn_recommendation'
