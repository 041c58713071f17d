with periods as (
    select
        periods.half_year,
        successors.counted_login as school_login,
        periods.school_login as listed_login,
        periods.category,
        periods.is_on_cutoff,
        periods.valid_from,
        periods.valid_to,
        periods.basis_document,
        periods.end_reason,
        row_number() over (
            partition by periods.half_year, successors.counted_login, periods.category
            order by periods.is_on_cutoff desc, periods.valid_from desc, periods.school_login asc
        ) as place
    from {{ ref('int_list_periods') }} as periods
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on periods.half_year = half_years.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            periods.half_year = successors.half_year
            and periods.school_login = successors.school_login
    where periods.is_in_year
)

select
    periods.half_year,
    schools.school_id,
    periods.school_login,
    periods.category,
    true as is_official,
    periods.is_on_cutoff,
    periods.valid_from,
    periods.valid_to,
    periods.basis_document,
    periods.end_reason,
    case when periods.listed_login <> periods.school_login then periods.listed_login end
        as carried_over_from
from periods
left join {{ ref('int_schools') }} as schools on periods.school_login = schools.school_login
where periods.place = 1
