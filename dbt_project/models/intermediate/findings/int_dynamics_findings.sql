with judgements as (
    select
        judgements.half_year,
        judgements.school_login,
        judgements.judged_on,
        judgements.direction,
        judgements.reason_ru,
        dynamics.raw_change,
        dynamics.largest_rise,
        coalesce(judgements.judged_on = 'raw' and dynamics.has_risen_somewhere, false)
            as has_risen_somewhere,
        positions.relative_position_change,
        shrunken.shrunken_change,
        shrunken.interval_low,
        shrunken.interval_high
    from {{ ref('int_dynamics_judgements') }} as judgements
    left join {{ ref('int_dynamics') }} as dynamics
        on
            judgements.half_year = dynamics.half_year
            and judgements.school_login = dynamics.school_login
    left join {{ ref('int_dynamics_by_position') }} as positions
        on
            judgements.half_year = positions.half_year
            and judgements.school_login = positions.school_login
    left join {{ ref('int_shrunken_dynamics') }} as shrunken
        on
            judgements.half_year = shrunken.half_year
            and judgements.school_login = shrunken.school_login
    where judgements.state = 'measured'
),

standing as (
    {{ newest_judgements('judgements') }}
),

worsened as (
    select
        standing.half_year,
        standing.school_login,
        standing.judged_half_year,
        half_years.calendar_year,
        judgements.judged_on,
        judgements.direction,
        judgements.reason_ru,
        judgements.raw_change,
        judgements.largest_rise,
        judgements.relative_position_change,
        judgements.shrunken_change,
        judgements.interval_low,
        judgements.interval_high,
        rules.dynamics_fail_share_rise,
        judgements.has_risen_somewhere,
        judgements.direction = 'worsened' and coalesce(judgements.interval_low > 0, false)
            as is_reliable
    from standing
    inner join judgements
        on
            standing.judged_half_year = judgements.half_year
            and standing.judged_login = judgements.school_login
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on standing.judged_half_year = half_years.half_year
    inner join {{ ref('int_half_year_rules') }} as rules
        on standing.judged_half_year = rules.half_year
    where judgements.direction = 'worsened' or judgements.has_risen_somewhere
)

select
    half_year,
    school_login,
    'negative_dynamics' as kind,
    '' as detail,
    'Результаты всех процедур года' as detail_ru,
    cast(null as varchar(200)) as subject_area,
    cast(null as varchar(50)) as risk_factor,
    cast(null as varchar(20)) as indicator,
    case
        when is_reliable then 'reliable'
        when has_risen_somewhere then 'procedure_rise'
        else 'unreliable'
    end as basis,
    case
        when judged_on = 'relative_position' then relative_position_change
        when direction = 'worsened' then raw_change
        else largest_rise
    end as value,
    case when judged_on = 'raw' and direction <> 'worsened' then dynamics_fail_share_rise else 0 end
        as threshold,
    case when judged_on = 'raw' then 'percentage_points' else 'position' end as unit,
    'Результаты ' || cast(calendar_year as varchar(4)) || ' года против '
    || cast(calendar_year - 1 as varchar(4)) || '-го. ' || reason_ru
    || case
        -- in one procedure: what is known of chance is known of all of them together
        when judged_on = 'relative_position' or direction <> 'worsened' then ''
        when shrunken_change is null
            then ' Отделить изменение от случайности нельзя: сравнивать не с кем.'
        else
            ' С поправкой на случайность доля изменилась на '
            || replace({{ decimal_ru('shrunken_change') }}, '-', '−')
            || ' п. п. (интервал от ' || replace({{ decimal_ru('interval_low') }}, '-', '−') || ' до '
            || replace({{ decimal_ru('interval_high') }}, '-', '−') || '): '
            || case
                when is_reliable then 'ухудшение больше, чем можно объяснить случайностью.'
                else 'ухудшение может быть и случайным.'
            end
    end
    || {{ standing_ru('half_year', 'judged_half_year') }} as evidence_ru
from worsened
