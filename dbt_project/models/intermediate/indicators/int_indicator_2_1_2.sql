with facts as (
    select
        base.half_year,
        base.indicator,
        base.school_login,
        dynamics.procedures,
        dynamics.fail_share,
        dynamics.fail_share_before,
        dynamics.largest_rise,
        dynamics.has_enough_participants,
        dynamics.has_fallen,
        dynamics.has_risen_somewhere,
        listed.has_left_lps_on_results,
        listed.has_left_lps_on_results or coalesce(dynamics.has_enough_participants, false)
            as is_assessable
    from {{ ref('int_indicator_base') }} as base
    inner join {{ ref('int_listed_schools') }} as listed
        on base.half_year = listed.half_year and base.school_login = listed.school_login
    left join {{ ref('int_dynamics') }} as dynamics
        on base.half_year = dynamics.half_year and base.school_login = dynamics.school_login
    where base.indicator = '2.1.2' and base.left_out_reason is null
)

select
    half_year,
    indicator,
    school_login,
    is_assessable as in_denominator,
    is_assessable
    and (has_left_lps_on_results or (has_fallen and not has_risen_somewhere)) as in_numerator,
    case
        when has_left_lps_on_results then 'Школа вышла из списка ШНОР по результатам.'
        when procedures is null
            then 'Не оценивается: нет процедуры, сравнимой с прошлым годом.'
        when not has_enough_participants
            then 'Не оценивается: участников меньше, чем нужно для сравнения.'
        else
            'Доля не преодолевших порог '
            || case when has_fallen then 'снизилась' else 'не снизилась' end
            || ': было ' || {{ per_cent_ru('fail_share_before') }}
            || ', стало ' || {{ per_cent_ru('fail_share') }}
            || ' (процедур: ' || cast(procedures as varchar(10)) || ')'
            || case
                when has_risen_somewhere
                    then
                        case when has_fallen then '; но в одной' else '; в одной' end
                        || ' из процедур выросла: +'
                        || {{ decimal_ru('largest_rise') }} || ' пункта.'
                else '.'
            end
    end as reason
from facts
