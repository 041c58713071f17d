with loads as (
    select
        *,
        case when teachers > 0 and pupils > 0 then cast(pupils as double) / teachers end
            as pupils_per_teacher
    from {{ ref('int_school_staffing') }}
),

-- the median: one school with a strange register doesn't move it
medians as (
    select
        half_year,
        territory,
        median(pupils_per_teacher) as pupils_per_teacher,
        count(pupils_per_teacher) as schools
    from loads
    where territory is not null
    group by half_year, territory
),

judged as (
    select
        loads.*,
        medians.pupils_per_teacher as territory_value,
        rules.risk_pupils_per_teacher_medium as medium,
        rules.risk_pupils_per_teacher_high as high,
        rules.low_reliability_participants,
        case
            when not loads.has_staff_register then 'Нет реестра работников школы на эту дату.'
            when loads.teaching_persons = 0
                then 'В реестре работников школы нет ни одного педагога.'
            when loads.teachers = 0
                then 'Все педагоги школы — внешние совместители: нагрузку штатных не посчитать.'
            when loads.pupils_per_teacher is null
                then
                    'Число обучающихся неизвестно: нет действующих сведений о социальных условиях.'
            when medians.schools is null
                then 'Территория школы неизвестна: нагрузку не с чем сравнить.'
            when medians.schools < rules.risk_least_schools
                then
                    'Школ территории с известной нагрузкой: ' || cast(medians.schools as varchar(10))
                    || ', а медиана считается от '
                    || cast(cast(rules.risk_least_schools as integer) as varchar(10)) || '.'
        end as absence_ru
    from loads
    inner join {{ ref('int_half_year_rules') }} as rules on loads.half_year = rules.half_year
    left join medians
        on loads.half_year = medians.half_year and loads.territory = medians.territory
)

select
    half_year,
    school_login,
    pupils as numerator,
    teachers as denominator,
    pupils_per_teacher as value,
    -- two divisions: 15 against a median of 12 must be exactly 1.25 times
    {{ significance('round(pupils_per_teacher / territory_value, 9)', 'medium', 'high') }}
        as significance,
    medium * territory_value as medium_threshold,
    high * territory_value as high_threshold,
    territory_value,
    case when absence_ru is null then 'measured' else 'not_measured' end as state,
    {{ unreliable_flag('teachers', 'low_reliability_participants') }} as flags,
    coalesce(
        absence_ru,
        'Обучающихся на одного педагога: ' || {{ decimal_ru('pupils_per_teacher') }}
        || ' (' || cast(pupils as varchar(10)) || ' на ' || cast(teachers as varchar(10))
        || '); медиана территории: ' || {{ decimal_ru('territory_value') }} || '.'
    ) as finding_ru
from judged
