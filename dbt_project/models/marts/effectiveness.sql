with kinds as (
    select
        value as measure_kind,
        min(name_ru) as name_ru
    from {{ ref('rule_vocabularies') }}
    where vocabulary = 'measure_kind'
    group by value
),

facts as (
    select
        effects.*,
        case
            when effects.measure_kind = 'any' then 'Все меры вместе'
            else coalesce(kinds.name_ru, effects.measure_kind)
        end as measure_kind_ru,
        verdicts.text_ru as verdict_ru
    from {{ source('cycle', 'effects') }} as effects
    left join kinds on effects.measure_kind = kinds.measure_kind
    left join {{ ref('rule_effect_verdicts') }} as verdicts on effects.verdict_rule = verdicts.rule
)

select
    half_year,
    population,
    measure_kind,
    measure_kind_ru,
    state,
    case when state = 'measured' then '' else {{ effect_reason_ru('reason') }} end as reason_ru,
    schools,
    treated as estimated_schools,
    comparable_schools,
    compared_with,
    with_other_kinds,
    first_base_year,
    last_outcome_year,
    years,
    raw_change,
    shrunken_change,
    comparable_change,
    regression_to_the_mean,
    effect,
    standard_error,
    interval_low,
    interval_high,
    p_value,
    method,
    method = 'permutation' as is_descriptive,
    verdict,
    coalesce(verdict_ru, 'Вывод невозможен. ' || {{ effect_reason_ru('reason') }}) as verdict_reason_ru,
    case
        when state <> 'measured'
            then
                '«' || measure_kind_ru || '»: школ с мерой — ' || cast(schools as varchar(20))
                || '. ' || {{ effect_reason_ru('reason') }}
        else
            '«' || measure_kind_ru || '»: школ с мерой — ' || cast(schools as varchar(20))
            || ', из них сравнимых — ' || cast(treated as varchar(20)) || '; похожих школ '
            || {{ compared_with_ru('compared_with') }} || ' — ' || cast(comparable_schools as varchar(20))
            || '. Результаты школ с мерой изменились на ' || {{ points_ru('raw_change') }}
            || ' балла (с поправкой на случайность — на ' || {{ points_ru('shrunken_change') }}
            || '), похожих школ — на ' || {{ points_ru('comparable_change') }}
            || '; разница, то есть оценка действия меры, — ' || {{ points_ru('effect') }} || ' балла'
            || case
                when interval_low is not null
                    then
                        ', интервал от ' || {{ points_ru('interval_low') }} || ' до '
                        || {{ points_ru('interval_high') }} || '.'
                when p_value is not null
                    then
                        '. Школ с мерой мало, поэтому это описание: при случайном выборе школ такая '
                        || 'же или большая разница встречается в '
                        || {{ per_cent_ru('100 * p_value') }} || ' случаев.'
                else '. Школ слишком мало, чтобы судить о случайности.'
            end
            || case
                when compared_with = 'without_any' and with_other_kinds > 0
                    then
                        ' Сравнимых школ, в которых были и другие меры, — '
                        || cast(with_other_kinds as varchar(20)) || ' из '
                        || cast(treated as varchar(20))
                        || ': приписать разницу одной этой мере нельзя.'
                else ''
            end
            || {{ regression_ru('regression_to_the_mean') }}
            || ' 100 баллов — одно стандартное отклонение результатов участников.'
    end as finding_ru
from facts
