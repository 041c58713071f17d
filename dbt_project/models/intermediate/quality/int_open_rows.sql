select
    open_rows.half_year,
    open_rows.dataset,
    coalesce(successors.counted_login, open_rows.school_login) as school_login,
    count(distinct open_rows.place) as rows_open
from (
    select
        resolutions.*,
        half_years.as_of_half_year,
        resolutions.delivery_id || ' ' || coalesce(resolutions.sheet, '') || ' ' || resolutions.row_no
            as place
    from {{ ref('int_resolutions') }} as resolutions
    inner join {{ ref('int_quality_half_years') }} as half_years
        on resolutions.half_year = half_years.half_year
    where resolutions.resolution = 'open' and resolutions.school_login is not null
) as open_rows
left join {{ ref('int_school_successors') }} as successors
    on
        open_rows.as_of_half_year = successors.half_year
        and open_rows.school_login = successors.school_login
group by
    open_rows.half_year,
    open_rows.dataset,
    coalesce(successors.counted_login, open_rows.school_login)
