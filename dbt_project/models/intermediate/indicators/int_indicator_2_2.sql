with teachers as (
    select
        half_year,
        school_login,
        count(*) as teachers,
        count(case when is_diagnosed then 1 end) as diagnosed
    from {{ ref('int_teachers') }}
    group by half_year, school_login
)

select
    base.half_year,
    base.indicator,
    base.school_login,
    coalesce(teachers.teachers, 0) > 0 as in_denominator,
    coalesce(teachers.diagnosed, 0) > 0 as in_numerator,
    coalesce(teachers.diagnosed, 0) as numerator,
    coalesce(teachers.teachers, 0) as denominator,
    case
        when teachers.teachers is null
            then 'Не оценивается: нет сведений о педагогических работниках школы.'
        else
            'Педагогических работников, прошедших диагностику: '
            || cast(teachers.diagnosed as varchar(10)) || ' из '
            || cast(teachers.teachers as varchar(10)) || '.'
    end as reason
from {{ ref('int_indicator_base') }} as base
left join teachers
    on base.half_year = teachers.half_year and base.school_login = teachers.school_login
where base.indicator = '2.2' and base.left_out_reason is null
