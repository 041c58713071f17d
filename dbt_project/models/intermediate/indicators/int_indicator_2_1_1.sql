with facts as (
    select
        base.half_year,
        base.indicator,
        base.school_login,
        acts.signed_on,
        results.school_login is not null as has_results,
        conditions.school_login is not null as has_conditions,
        coalesce(rules.analysed_by_data = 1, false) as data_count,
        coalesce(rules.analysed_by_signed_act = 1, false) as acts_count
    from {{ ref('int_indicator_base') }} as base
    inner join {{ ref('int_half_year_rules') }} as rules on base.half_year = rules.half_year
    left join {{ ref('int_analysed_results') }} as results
        on base.half_year = results.half_year and base.school_login = results.school_login
    left join {{ ref('int_observed_conditions') }} as conditions
        on base.half_year = conditions.half_year and base.school_login = conditions.school_login
    left join {{ ref('int_signed_acts') }} as acts
        on base.half_year = acts.half_year and base.school_login = acts.school_login
    where base.indicator = '2.1.1' and base.left_out_reason is null
)

select
    half_year,
    indicator,
    school_login,
    true as in_denominator,
    (data_count and has_results and has_conditions)
    or (acts_count and signed_on is not null) as in_numerator,
    signed_on is not null as has_signed_act,
    case
        when acts_count and signed_on is not null
            then 'Акт анализа подписан ' || {{ date_ru('signed_on') }} || '.'
        when not data_count then 'Нет подписанного акта анализа.'
        when has_results and has_conditions
            then 'Приняты и результаты, и социальные условия; акта нет.'
        when has_results then 'Нет действующих данных о социальных условиях; акта нет.'
        when has_conditions then 'Нет результатов оценочных процедур; акта нет.'
        else 'Нет ни результатов, ни социальных условий; акта нет.'
    end as reason
from facts
