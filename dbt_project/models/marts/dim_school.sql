with successors as (
    select
        successors.school_login,
        min(successors.counted_login) as successor_login
    from {{ ref('int_school_successors') }} as successors
    inner join {{ ref('int_half_years') }} as half_years
        on successors.half_year = half_years.half_year and half_years.is_latest
    where successors.is_carried_over
    group by successors.school_login
)

select
    schools.school_id,
    schools.school_login,
    schools.name as name_ru,
    schools.territory,
    schools.kind,
    schools.settlement_kind,
    schools.opened_on,
    schools.closed_on,
    schools.parent_login,
    successors.successor_login,
    schools.inn,
    schools.oktmo,
    schools.latitude,
    schools.longitude,
    schools.registered_from
from {{ ref('int_schools') }} as schools
left join successors on schools.school_login = successors.school_login
