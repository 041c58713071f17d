with awaited as (
    select distinct
        awaited.half_year,
        awaited.territory,
        coalesce(procedures.subject_area, procedures.subject) as subject_area
    from {{ ref('int_awaited_procedures') }} as awaited
    inner join {{ ref('rule_procedures') }} as procedures
        on awaited.procedure = procedures.procedure
),

subjects as (
    select
        half_year,
        school_login,
        subject_area,
        sum(case when state = 'measured' and below_threshold is not null then participants end)
            as participants,
        sum(case when state = 'measured' then below_threshold end) as below_threshold,
        max(case when state = 'suppressed' then 1 else 0 end) as has_suppressed
    from {{ ref('int_analysed_cells') }}
    group by half_year, school_login, subject_area
),

schools as (
    select
        schools.half_year,
        schools.school_login,
        schools.territory,
        subjects.subject_area,
        subjects.below_threshold,
        subjects.participants,
        rules.risk_fail_share_medium as medium,
        rules.risk_fail_share_high as high,
        rules.low_reliability_participants,
        case
            when subjects.participants > 0 then 'measured'
            when subjects.has_suppressed = 1 then 'suppressed'
            else 'not_measured'
        end as state
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join {{ ref('int_half_year_rules') }} as rules on schools.half_year = rules.half_year
    left join subjects
        on schools.half_year = subjects.half_year and schools.school_login = subjects.school_login
    where schools.not_open_reason is null
),

territories as (
    select
        half_year,
        territory,
        subject_area,
        sum(below_threshold) as below_threshold,
        sum(participants) as participants
    from schools
    where state = 'measured' and territory is not null
    group by half_year, territory, subject_area
),

compared as (
    select
        schools.*,
        case
            when schools.state = 'measured'
                then cast(schools.below_threshold as double) / schools.participants
        end as share,
        case
            when schools.state = 'measured'
                then {{ per_cent('territories.below_threshold', 'territories.participants') }}
        end as territory_value,
        case when awaited.territory is not null then 'p' else '' end as provisional_flag
    from schools
    left join territories
        on
            schools.half_year = territories.half_year
            and schools.territory = territories.territory
            and schools.subject_area = territories.subject_area
    left join awaited
        on
            schools.half_year = awaited.half_year
            and schools.territory = awaited.territory
            and schools.subject_area = awaited.subject_area
)

select
    half_year,
    school_login,
    subject_area as detail,
    case when state = 'measured' then cast(below_threshold as bigint) end as numerator,
    case when state = 'measured' then cast(participants as bigint) end as denominator,
    case when state = 'measured' then {{ per_cent('below_threshold', 'participants') }} end as value,
    {{ significance('share', 'medium', 'high') }} as significance,
    round(100 * medium, 6) as medium_threshold,
    round(100 * high, 6) as high_threshold,
    territory_value,
    state,
    {{ unreliable_flag('participants', 'low_reliability_participants') }} || provisional_flag as flags,
    case
        when state = 'measured'
            then
                'Ниже порога по предмету «' || subject_area || '»: '
                || cast(cast(below_threshold as bigint) as varchar(10))
                || ' из ' || cast(cast(participants as bigint) as varchar(10))
                || ' (' || {{ per_cent_ru('100 * share') }} || ')'
                || coalesce('; по территории ' || {{ per_cent_ru('territory_value') }}, '') || '.'
        when state = 'suppressed'
            then 'Результаты по предмету «' || subject_area || '» скрыты тем, кто их прислал.'
        when subject_area is not null
            then 'По предмету «' || subject_area || '» нет ни одного результата с известным порогом.'
        else 'Результатов школы за этот год нет.'
    end as finding_ru
from compared
