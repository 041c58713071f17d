select
    half_year,
    school_login,
    procedure,
    assessment_year,
    session,
    marker,
    100 * share as value,
    100 * threshold as threshold,
    participants,
    case marker
        when 'raised_against_journal' then 'Отметка за работу выше журнальной'
        when 'top_marks' then 'Отметка «5»'
        else 'Один и тот же балл'
    end
    || ' у ' || {{ per_cent_ru('100 * share') }} || ' участников ('
    || cast(counted as varchar(10)) || ' из ' || cast(participants as varchar(10))
    || '): не меньше границы ' || {{ per_cent_ru('100 * threshold') }}
    || case
        when share_of_others is null then '.'
        else '; у остальных школ ' || {{ per_cent_ru('100 * share_of_others') }} || '.'
    end as reason_ru
from {{ ref('int_objectivity_shares') }}
where share >= threshold
union all
select
    half_year,
    school_login,
    procedure,
    assessment_year,
    session,
    'narrow_spread' as marker,
    ratio as value,
    threshold,
    participants,
    'Баллы участников почти одинаковы: стандартное отклонение ' || {{ decimal_ru('deviation') }}
    || ', у остальных школ ' || {{ decimal_ru('deviation_of_others') }}
    || ' (отношение ' || replace(cast(round(ratio, 2) as varchar(20)), '.', ',')
    || ', граница ' || replace(cast(round(threshold, 2) as varchar(20)), '.', ',') || ').' as reason_ru
from {{ ref('int_objectivity_spreads') }}
where ratio <= threshold
