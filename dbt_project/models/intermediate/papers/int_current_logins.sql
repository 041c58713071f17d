{#- A school that was split goes on under its own login; of several successors the first counts. -#}
select
    successors.school_login,
    coalesce(
        max(case when not successors.is_carried_over then successors.counted_login end),
        min(successors.counted_login)
    ) as current_login
from {{ ref('int_school_successors') }} as successors
inner join {{ ref('int_half_years') }} as half_years
    on successors.half_year = half_years.half_year and half_years.is_latest
group by successors.school_login
