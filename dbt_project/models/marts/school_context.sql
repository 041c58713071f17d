with facts as (
    select
        schools.*,
        models.state as model_state,
        models.reason as model_reason,
        estimates.actual,
        estimates.expected,
        estimates.residual,
        estimates.shrunken_residual,
        estimates.standard_error,
        estimates.interval_low,
        estimates.interval_high,
        estimates.reliability,
        estimates.funnel_deviation,
        rules.low_reliability_participants,
        rules.resilient_lowest_share,
        rules.funnel_warning_deviations,
        rules.funnel_alarm_deviations
    from {{ ref('int_context_schools') }} as schools
    inner join {{ ref('int_half_year_rules') }} as rules on schools.half_year = rules.half_year
    left join {{ source('analysis', 'context_models') }} as models
        on
            schools.half_year = models.half_year
            and schools.population = models.population
            and schools.subject_area = models.subject_area
    left join {{ source('analysis', 'context_estimates') }} as estimates
        on
            schools.half_year = estimates.half_year
            and schools.subject_area = estimates.subject_area
            and schools.school_login = estimates.school_login
)

select
    half_year,
    school_id,
    school_login,
    territory,
    population,
    subject_area,
    participants,
    wellbeing_index,
    case when shrunken_residual is null then 'not_measured' else 'measured' end as state,
    case
        when shrunken_residual is not null then ''
        when participants = 0 then 'Нет результатов по предмету, по которым школы можно сравнить.'
        when wellbeing_index is null then 'Индекса социального благополучия нет. ' || wellbeing_reason_ru
        else {{ context_reason_ru('model_reason') }}
    end as reason_ru,
    case when participants < low_reliability_participants and participants > 0 then 'u' else '' end
        as flags,
    actual,
    expected,
    residual,
    shrunken_residual,
    standard_error,
    interval_low,
    interval_high,
    reliability,
    case
        when shrunken_residual is null then null
        when interval_low > 0 then 'above'
        when interval_high < 0 then 'below'
        else 'as_expected'
    end as against_expectation,
    case
        when shrunken_residual is not null
            then interval_low > 0 and wellbeing_population_share <= resilient_lowest_share
    end as is_resilient,
    funnel_participants,
    below_threshold,
    case
        when funnel_participants > 0 then {{ per_cent('below_threshold', 'funnel_participants') }}
    end as fail_share,
    case
        when funnel_participants > 0 then 100 * expected_below_threshold / funnel_participants
    end as usual_fail_share,
    funnel_deviation,
    case
        when funnel_deviation is null then null
        when funnel_deviation >= funnel_alarm_deviations then 'far_above'
        when funnel_deviation >= funnel_warning_deviations then 'above'
        when funnel_deviation <= -funnel_alarm_deviations then 'far_below'
        when funnel_deviation <= -funnel_warning_deviations then 'below'
        else 'within'
    end as funnel_position
from facts
