with succeeded as (
    select half_year, school_login
    from {{ ref('int_school_successors') }}
    group by half_year, school_login
    having min(case when is_carried_over then 1 else 0 end) = 1
)

select
    half_years.half_year,
    schools.school_id,
    schools.school_login,
    schools.territory,
    case
        when succeeded.school_login is not null
            then 'Школа вошла в другую: её считают под логином преемника.'
        when schools.closed_on <= half_years.ends_on
            then 'Школа закрыта с ' || {{ date_ru('schools.closed_on') }} || '.'
        when schools.opened_on > half_years.ends_on
            then 'Школа открывается ' || {{ date_ru('schools.opened_on') }} || '.'
    end as not_open_reason
from {{ ref('int_schools') }} as schools
cross join {{ ref('int_monitored_half_years') }} as half_years
left join succeeded
    on
        half_years.half_year = succeeded.half_year
        and schools.school_login = succeeded.school_login
