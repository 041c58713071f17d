select
    statuses.half_year,
    schools.school_id,
    statuses.school_login,
    statuses.category,
    statuses.scenario,
    scenarios.name_ru,
    case when base.is_in then 'leaves' else 'enters' end as effect,
    'По действующим правилам '
    || case when base.is_in then 'расчётный статус есть' else 'расчётного статуса нет' end
    || '. ' || base.reason_ru
    || ' Если изменить правило («' || scenarios.name_ru || '»), '
    || case
        when statuses.is_in then 'расчётный статус есть'
        when statuses.is_in is null then 'статус не определить'
        else 'расчётного статуса нет'
    end
    || '. ' || statuses.reason_ru as reason_ru
from {{ ref('int_computed_statuses') }} as statuses
inner join {{ ref('int_computed_statuses') }} as base
    on
        statuses.half_year = base.half_year
        and statuses.school_login = base.school_login
        and statuses.category = base.category
        and base.scenario = 'base'
inner join {{ ref('rule_sensitivity_scenarios') }} as scenarios
    on statuses.scenario = scenarios.scenario
inner join {{ ref('int_schools') }} as schools on statuses.school_login = schools.school_login
-- what can't be judged any more has left too
where coalesce(statuses.is_in, false) <> coalesce(base.is_in, false)
