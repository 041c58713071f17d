with judged as (
    select half_year, school_login, indicator, territory, numerator, denominator, reason
    from {{ ref('int_indicator_schools') }}
    where in_denominator
),

standing as (
    {{ newest_judgements('judged', ['indicator']) }}
),

below as (
    select
        base.half_year,
        base.school_login,
        base.indicator,
        standing.judged_half_year,
        half_years.is_year_end,
        half_years.calendar_year,
        judged.numerator,
        judged.denominator,
        judged.reason,
        plans.plan
    from standing
    -- who counts in the indicator now; whether it can be judged now is another question
    inner join {{ ref('int_indicator_schools') }} as base
        on
            standing.half_year = base.half_year
            and standing.school_login = base.school_login
            and standing.indicator = base.indicator
            and base.is_in_base
    inner join judged
        on
            standing.judged_half_year = judged.half_year
            and standing.judged_login = judged.school_login
            and standing.indicator = judged.indicator
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on standing.judged_half_year = half_years.half_year
    inner join {{ ref('int_indicator_plans') }} as plans
        on
            standing.judged_half_year = plans.half_year
            and judged.territory = plans.territory
            and standing.indicator = plans.indicator
    -- nothing is divided: a school that just reaches the plan reaches it
    where 100 * judged.numerator < plans.plan * judged.denominator
)

select
    below.half_year,
    below.school_login,
    indicators.finding as kind,
    below.indicator as detail,
    indicators.name_ru as detail_ru,
    cast(null as varchar(200)) as subject_area,
    cast(null as varchar(50)) as risk_factor,
    below.indicator,
    case when below.is_year_end then 'not_met' else 'interim' end as basis,
    {{ per_cent('below.numerator', 'below.denominator') }} as value,
    below.plan as threshold,
    'per_cent' as unit,
    below.reason || ' План на ' || cast(below.calendar_year as varchar(4)) || ' год — '
    || {{ per_cent_ru('below.plan') }} || ' (показатель ' || below.indicator || ').'
    || case
        when below.is_year_end then '' else ' Год ещё не закончился, вывод промежуточный.'
    end
    || {{ standing_ru('below.half_year', 'below.judged_half_year') }} as evidence_ru
from below
inner join {{ ref('rule_indicators') }} as indicators
    on below.indicator = indicators.indicator and indicators.finding is not null
