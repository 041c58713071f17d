with grounds as (
    select
        *,
        count(*) over (partition by half_year, school_login, rule) as procedures_failed
    from {{ ref('int_lps_grounds') }}
    where scenario = 'base'
),

evidence as (
    select
        grounds.half_year,
        grounds.school_login,
        grounds.rule,
        grounds.procedure,
        grounds.procedures_failed,
        now.assessment_year,
        now.participants,
        now.below_threshold,
        before.participants as participants_previous_year,
        {{ per_cent('now.below_threshold', 'now.participants') }} as value,
        {{ per_cent('before.below_threshold', 'before.participants') }} as value_previous_year,
        -- 0.35 of a hundred is not quite 35
        round(100 * rules.lps_fail_share, 9) as threshold,
        rules.lps_procedures,
        cast(cast(rules.lps_years as integer) as varchar(3)) || ' года подряд' as years_ru,
        cast(cast(thresholds.low_reliability_participants as integer) as varchar(5))
            as low_reliability_ru,
        now.participants < thresholds.low_reliability_participants as is_unreliable,
        coalesce(
            grounds.rule = 'two_years'
            and before.participants < thresholds.low_reliability_participants,
            false
        ) as is_unreliable_before,
        names.name_ru,
        worst_before.text_ru as worst_before_ru
    from grounds
    inner join {{ ref('int_scenario_rules') }} as rules
        on
            grounds.half_year = rules.half_year
            and grounds.scenario = rules.scenario
            and rules.category = 'lps'
    inner join {{ ref('int_half_year_rules') }} as thresholds
        on grounds.half_year = thresholds.half_year
    inner join {{ ref('int_lps_procedures') }} as now
        on
            grounds.half_year = now.half_year
            and grounds.school_login = now.school_login
            and grounds.procedure = now.procedure
            and now.years_back = 0
    left join {{ ref('int_lps_procedures') }} as before
        on
            grounds.half_year = before.half_year
            and grounds.school_login = before.school_login
            and grounds.procedure = before.procedure
            and before.years_back = 1
    -- the year before may have failed in another procedure
    left join {{ ref('int_lps_failures') }} as worst_before
        on
            grounds.half_year = worst_before.half_year
            and grounds.scenario = worst_before.scenario
            and grounds.school_login = worst_before.school_login
            and worst_before.years_back = 1
            and worst_before.place = 1
    left join {{ ref('int_pooled_procedures') }} as names on grounds.procedure = names.procedure
)

select
    half_year,
    school_login,
    rule,
    procedure,
    value,
    threshold,
    round(value - threshold, 9) as distance,
    value_previous_year,
    participants,
    participants_previous_year,
    case when is_unreliable or is_unreliable_before then 'u' else '' end as flags,
    'В ' || cast(assessment_year as varchar(4)) || ' году порог не преодолели: '
    || {{ procedure_share_ru('name_ru', 'below_threshold', 'participants') }}
    || '; граница — ' || {{ per_cent_ru('threshold') }} || '. '
    || case
        when rule = 'two_procedures'
            then
                'Таких процедур в году ' || cast(procedures_failed as varchar(3))
                || ', для списка нужно ' || cast(cast(lps_procedures as integer) as varchar(3)) || '.'
        when rule = 'two_years'
            then
                'По этой процедуре так ' || years_ru
                || coalesce(', год назад — ' || {{ per_cent_ru('value_previous_year') }}, '') || '.'
        else
            'Хотя бы по одной процедуре так ' || years_ru
            || coalesce(', год назад: ' || worst_before_ru, '') || '.'
    end
    || case
        when is_unreliable then ' Участников меньше ' || low_reliability_ru || ': доля ненадёжна.'
        else ''
    end
    || case
        when is_unreliable_before
            then ' Год назад участников было меньше ' || low_reliability_ru || ': та доля ненадёжна.'
        else ''
    end as reason_ru
from evidence
