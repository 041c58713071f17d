with partnerships as (
    select
        partnerships.half_year,
        partnerships.school_login,
        count(distinct activities.activity_id) as activities
    from {{ ref('int_partnerships') }} as partnerships
    left join {{ ref('int_joint_activities') }} as activities
        on
            partnerships.half_year = activities.half_year
            and partnerships.school_login = activities.school_login
            and partnerships.hub_login = activities.hub_login
            and partnerships.valid_from <= activities.held_on
            and coalesce(partnerships.valid_to, activities.held_on) >= activities.held_on
    group by partnerships.half_year, partnerships.school_login
)

select
    base.half_year,
    base.indicator,
    base.school_login,
    true as in_denominator,
    coalesce(partnerships.activities, 0) > 0 as in_numerator,
    case
        when partnerships.school_login is null
            then 'Нет соглашения с опорной школой, действующего на конец полугодия.'
        when partnerships.activities > 0
            then
                'Соглашение действует; совместных мероприятий с начала года: '
                || cast(partnerships.activities as varchar(10)) || '.'
        else 'Соглашение действует, но с этой опорной школой не было ни одного мероприятия.'
    end as reason
from {{ ref('int_indicator_base') }} as base
left join partnerships
    on base.half_year = partnerships.half_year and base.school_login = partnerships.school_login
where base.indicator = '2.3.2' and base.left_out_reason is null
