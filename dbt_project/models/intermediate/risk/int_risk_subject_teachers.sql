with known_subjects as (
    select distinct value as subject
    from {{ ref('rule_vocabularies') }}
    where vocabulary = 'subject'
),

subject_areas as (
    select subject, subject_area
    from {{ ref('rule_procedures') }}
    where subject_area is not null
    union
    select subject_area as subject, subject_area
    from {{ ref('rule_procedures') }}
    where subject_area is not null
),

-- grades 5 and above need a teacher of the subject: those whose results judge the lists
needed as (
    select distinct cells.half_year, cells.school_login, cells.subject_area
    from {{ ref('int_analysed_cells') }} as cells
    inner join {{ ref('rule_procedures') }} as procedures
        on cells.procedure = procedures.procedure and procedures.judges_lists
    where cells.participants > 0 and cells.subject_area is not null
),

registers as (
    select
        staff.half_year,
        staff.school_login,
        count(known_subjects.subject) > 0 as names_subjects,
        count(known_subjects.subject) < count(staff.subject) as names_unknown_subjects
    from {{ ref('int_staff_states') }} as staff
    left join known_subjects on staff.subject = known_subjects.subject
    where staff.is_pedagogical
    group by staff.half_year, staff.school_login
),

teachers as (
    select
        staff.half_year,
        staff.school_login,
        subject_areas.subject_area,
        count(distinct staff.person) as teachers
    from {{ ref('int_staff_states') }} as staff
    inner join subject_areas on staff.subject = subject_areas.subject
    where staff.is_pedagogical
    group by staff.half_year, staff.school_login, subject_areas.subject_area
),

judged as (
    select
        needed.half_year,
        needed.school_login,
        needed.subject_area,
        coalesce(teachers.teachers, 0) as teachers,
        rules.risk_least_subject_teachers as least,
        case
            when registers.school_login is null
                then 'Нет реестра работников школы с педагогами на эту дату.'
            when teachers.teachers >= rules.risk_least_subject_teachers then null
            when not registers.names_subjects then 'В реестре работников не указаны предметы.'
            when registers.names_unknown_subjects
                then
                    'В реестре работников есть предметы, которых нет в справочнике: '
                    || 'учителя «' || needed.subject_area || '» могли быть записаны под ними.'
        end as absence_ru
    from needed
    inner join {{ ref('int_half_year_rules') }} as rules on needed.half_year = rules.half_year
    left join registers
        on
            needed.half_year = registers.half_year
            and needed.school_login = registers.school_login
    left join teachers
        on
            needed.half_year = teachers.half_year
            and needed.school_login = teachers.school_login
            and needed.subject_area = teachers.subject_area
)

select
    half_year,
    school_login,
    subject_area as detail,
    teachers as numerator,
    cast(null as bigint) as denominator,
    cast(teachers as double) as value,
    case when teachers < least then 'high' else 'low' end as significance,
    cast(null as double) as medium_threshold,
    cast(least as double) as high_threshold,
    cast(null as double) as territory_value,
    case when absence_ru is null then 'measured' else 'not_measured' end as state,
    '' as flags,
    coalesce(
        absence_ru,
        case
            when teachers = 0
                then
                    'Учителя предмета «' || subject_area
                    || '» в реестре работников нет, а школа участвует в процедурах по нему.'
            else
                'Учителей предмета «' || subject_area || '» в реестре работников: '
                || cast(teachers as varchar(10)) || '.'
        end
    ) as finding_ru
from judged
