{{ config(severity='warn', meta={'is_listed': true}) }}
select distinct
    decision_id as object_id,
    school_login,
    cast(null as bigint) as days,
    'Решение ' || decision_id || ' от ' || {{ date_ru('decided_on') }} || ' принято раньше, чем появился вывод '
    || finding_id || ' (' || finding_since || ').' as sentence_ru
from {{ ref('traceability') }}
where is_decided_before_finding
