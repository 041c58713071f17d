select
    periods.half_year,
    successors.counted_login as school_login,
    periods.category,
    max(case when periods.is_in_year then 1 else 0 end) = 1 as is_in_year,
    max(case when periods.is_on_cutoff then 1 else 0 end) = 1 as is_on_cutoff,
    max(case when periods.is_staying then 1 else 0 end) = 0
    and max(case when periods.has_left_on_results then 1 else 0 end) = 1 as has_left_on_results
from {{ ref('int_list_periods') }} as periods
inner join {{ ref('int_school_successors') }} as successors
    on
        periods.half_year = successors.half_year
        and periods.school_login = successors.school_login
group by periods.half_year, successors.counted_login, periods.category
