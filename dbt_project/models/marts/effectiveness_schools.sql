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
    from {{ source('cycle', 'school_effects') }} as effects
    left join kinds on effects.measure_kind = kinds.measure_kind
    left join {{ ref('rule_effect_verdicts') }} as verdicts on effects.verdict_rule = verdicts.rule
)

select
    half_year,
    {{ stable_key('school_login') }} as school_id,
    school_login,
    population,
    measure_kind,
    measure_kind_ru,
    state,
    case when state = 'measured' then '' else {{ effect_reason_ru('reason') }} end as reason_ru,
    started_on,
    base_year,
    outcome_year,
    participants_before,
    participants_after,
    comparable_schools,
    compared_with,
    raw_change,
    shrunken_change,
    comparable_change,
    regression_to_the_mean,
    effect,
    standard_error,
    interval_low,
    interval_high,
    p_value,
    verdict,
    coalesce(verdict_ru, 'Вывод невозможен. ' || {{ effect_reason_ru('reason') }}) as verdict_reason_ru,
    '«' || measure_kind_ru || '», с ' || {{ date_ru('started_on') }} || '. '
    || case
        when raw_change is not null
            then
                'Результаты школы изменились с ' || cast(base_year as varchar(4)) || ' по '
                || cast(outcome_year as varchar(4)) || ' год на ' || {{ points_ru('raw_change') }}
                || ' балла (с поправкой на случайность — на ' || {{ points_ru('shrunken_change') }} || '). '
        else ''
    end
    || case
        when state <> 'measured' then {{ effect_reason_ru('reason') }}
        else
            'Без меры, судя по похожим школам ' || {{ compared_with_ru('compared_with') }} || ' ('
            || cast(comparable_schools as varchar(20)) || '), ожидалось '
            || {{ points_ru('comparable_change') }} || '; разница — ' || {{ points_ru('effect') }}
            || ' балла, интервал от ' || {{ points_ru('interval_low') }} || ' до '
            || {{ points_ru('interval_high') }}
            || '. Столь же далеко от ожидаемого ушли ' || {{ per_cent_ru('100 * p_value') }}
            || ' школ (она сама и школы без меры): по одной школе это описание, а не доказательство.'
    end
    || case when raw_change is not null then {{ regression_ru('regression_to_the_mean') }} else '' end
    || case
        when raw_change is not null
            then ' 100 баллов — одно стандартное отклонение результатов участников.'
        else ''
    end as finding_ru
from facts
