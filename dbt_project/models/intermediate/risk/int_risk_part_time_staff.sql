with territories as (
    select
        half_year,
        territory,
        sum(external_part_timers) as external_part_timers,
        sum(teaching_persons) as teaching_persons
    from {{ ref('int_school_staffing') }}
    where territory is not null
    group by half_year, territory
),

judged as (
    select
        schools.half_year,
        schools.school_login,
        schools.external_part_timers,
        schools.teaching_persons,
        rules.risk_part_time_share_medium as medium,
        rules.risk_part_time_share_high as high,
        rules.low_reliability_participants,
        case
            when schools.teaching_persons > 0
                then cast(schools.external_part_timers as double) / schools.teaching_persons
        end as share,
        case
            when territories.teaching_persons > 0
                then
                    {{ per_cent('territories.external_part_timers', 'territories.teaching_persons') }}
        end as territory_value,
        case
            when not schools.has_staff_register then 'Нет реестра работников школы на эту дату.'
            when schools.teaching_persons = 0
                then 'В реестре работников школы нет ни одного педагога.'
        end as absence_ru
    from {{ ref('int_school_staffing') }} as schools
    inner join {{ ref('int_half_year_rules') }} as rules on schools.half_year = rules.half_year
    left join territories
        on schools.half_year = territories.half_year and schools.territory = territories.territory
)

select
    half_year,
    school_login,
    external_part_timers as numerator,
    teaching_persons as denominator,
    case
        when absence_ru is null then {{ per_cent('external_part_timers', 'teaching_persons') }}
    end as value,
    {{ significance('share', 'medium', 'high') }} as significance,
    round(100 * medium, 6) as medium_threshold,
    round(100 * high, 6) as high_threshold,
    territory_value,
    case when absence_ru is null then 'measured' else 'not_measured' end as state,
    {{ unreliable_flag('teaching_persons', 'low_reliability_participants') }} as flags,
    coalesce(
        absence_ru,
        'Внешних совместителей среди педагогов: ' || cast(external_part_timers as varchar(10))
        || ' из ' || cast(teaching_persons as varchar(10))
        || ' (' || {{ per_cent_ru('100 * share') }} || ')'
        || coalesce('; по территории ' || {{ per_cent_ru('territory_value') }}, '') || '.'
    ) as finding_ru
from judged
