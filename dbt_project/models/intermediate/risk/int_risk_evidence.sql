{%- set measures = [
    ['int_risk_teacher_load', 'teacher_shortage', 'pupils_per_teacher', 'pupils_per_teacher'],
    ['int_risk_part_time_staff', 'teacher_shortage', 'part_time_share', 'per_cent'],
    ['int_risk_subject_teachers', 'teacher_shortage', 'subject_teachers', 'teachers'],
    ['int_risk_competence', 'insufficient_competence', 'low_level_share', 'per_cent'],
    ['int_risk_results', 'high_risk_of_failing', 'fail_share', 'per_cent']
] %}
{% set with_detail = ['subject_teachers', 'low_level_share', 'fail_share'] %}
with findings as (
    {% for model, risk_factor, measure, unit in measures %}
    select
        half_year,
        school_login,
        '{{ risk_factor }}' as risk_factor,
        '{{ measure }}' as measure,
        {{ 'diagnostic_kind' if measure == 'low_level_share' else 'cast(null as varchar(20))' }}
            as diagnostic_kind,
        {{ 'detail' if measure in with_detail else 'cast(null as varchar(200))' }} as detail,
        numerator,
        denominator,
        value,
        significance,
        case
            when significance = 'high' or medium_threshold is null then high_threshold
            else medium_threshold
        end as threshold,
        case
            when significance = 'high' or medium_threshold is null then 'высокая'
            else 'средняя'
        end as threshold_ru,
        territory_value,
        '{{ unit }}' as unit,
        state,
        flags,
        finding_ru
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    findings.half_year,
    findings.school_login,
    findings.risk_factor,
    findings.measure,
    findings.diagnostic_kind,
    findings.detail,
    case when findings.state = 'measured' then findings.significance end as significance,
    case when findings.state = 'measured' then findings.numerator end as numerator,
    case when findings.state = 'measured' then findings.denominator end as denominator,
    case when findings.state = 'measured' then findings.value end as value,
    case when findings.state = 'measured' then findings.threshold end as threshold,
    case when findings.state = 'measured' then findings.territory_value end as territory_value,
    findings.unit,
    findings.state,
    case when findings.state = 'measured' then findings.flags else '' end as flags,
    case
        when findings.state <> 'measured' then findings.finding_ru
        else
            findings.finding_ru || ' Значимость '
            || case findings.significance
                when 'high' then 'высокая' when 'medium' then 'средняя' else 'низкая'
            end
            || ' ('
            || case when findings.significance = 'low' then findings.threshold_ru || ' — ' else '' end
            || case findings.unit
                when 'per_cent' then 'от ' || {{ per_cent_ru('findings.threshold') }}
                when 'teachers'
                    then 'если меньше ' || cast(cast(findings.threshold as integer) as varchar(10))
                else 'от ' || {{ decimal_ru('findings.threshold') }}
            end || ').'
    end as reason_ru
from findings
inner join {{ ref('int_monitored_half_years') }} as half_years
    on findings.half_year = half_years.half_year
inner join {{ ref('int_risk_factor_versions') }} as factors
    on
        half_years.calendar_year = factors.year
        and findings.risk_factor = factors.risk_factor
        and factors.is_listed
