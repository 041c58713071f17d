select
    schools.half_year,
    schools.school_login,
    indicators.finding as kind,
    schools.indicator as detail,
    indicators.name_ru as detail_ru,
    cast(null as varchar(200)) as subject_area,
    cast(null as varchar(50)) as risk_factor,
    schools.indicator,
    case when half_years.is_year_end then 'not_met' else 'interim' end as basis,
    {{ per_cent('schools.numerator', 'schools.denominator') }} as value,
    plans.plan as threshold,
    'per_cent' as unit,
    schools.reason || ' План на ' || cast(half_years.calendar_year as varchar(4)) || ' год — '
    || {{ per_cent_ru('plans.plan') }} || ' (показатель ' || schools.indicator || ').'
    || case
        when half_years.is_year_end then ''
        else ' Год ещё не закончился, вывод промежуточный.'
    end as evidence_ru
from {{ ref('int_indicator_schools') }} as schools
inner join {{ ref('int_monitored_half_years') }} as half_years
    on schools.half_year = half_years.half_year
inner join {{ ref('rule_indicators') }} as indicators on schools.indicator = indicators.indicator
inner join {{ ref('int_indicator_plans') }} as plans
    on
        schools.half_year = plans.half_year
        and schools.territory = plans.territory
        and schools.indicator = plans.indicator
where
    schools.in_denominator
    -- whole numbers: a school that just reaches the plan reaches it
    and 100 * schools.numerator < plans.plan * schools.denominator
