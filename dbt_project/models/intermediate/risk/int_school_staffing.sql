with persons as (
    select
        half_year,
        school_login,
        person,
        max(case when is_pedagogical then 1 else 0 end) as teaches,
        -- an internal row beats an external part-time row of the same person
        max(case when is_pedagogical and not is_external_part_time then 1 else 0 end)
            as teaches_internally
    from {{ ref('int_staff_states') }}
    group by half_year, school_login, person
),

staff as (
    select
        half_year,
        school_login,
        sum(teaches) as teaching_persons,
        sum(teaches - teaches_internally) as external_part_timers
    from persons
    group by half_year, school_login
),

teachers as (
    select half_year, school_login, count(distinct person) as teachers
    from {{ ref('int_teachers') }}
    group by half_year, school_login
),

pupils as (
    select half_year, school_login, sum(pupils) as pupils
    from {{ ref('int_condition_observations') }}
    group by half_year, school_login
)

select
    schools.half_year,
    schools.school_login,
    schools.territory,
    staff.school_login is not null as has_staff_register,
    coalesce(teachers.teachers, 0) as teachers,
    cast(coalesce(staff.teaching_persons, 0) as bigint) as teaching_persons,
    cast(coalesce(staff.external_part_timers, 0) as bigint) as external_part_timers,
    cast(pupils.pupils as bigint) as pupils
from {{ ref('int_schools_by_half_year') }} as schools
left join staff
    on schools.half_year = staff.half_year and schools.school_login = staff.school_login
left join teachers
    on schools.half_year = teachers.half_year and schools.school_login = teachers.school_login
left join pupils
    on schools.half_year = pupils.half_year and schools.school_login = pupils.school_login
where schools.not_open_reason is null
