with open_rows as (
    select
        schedule.half_year,
        schedule.as_of_half_year,
        schedule.dataset,
        resolutions.school_login,
        count(*) as rows_open
    from {{ ref('int_resolutions') }} as resolutions
    inner join {{ ref('int_counted_datasets') }} as schedule
        on
            resolutions.half_year = schedule.half_year
            and resolutions.dataset = schedule.counted_dataset
    where resolutions.resolution = 'open' and resolutions.school_login is not null
    group by
        schedule.half_year, schedule.as_of_half_year, schedule.dataset, resolutions.school_login
)

select
    open_rows.half_year,
    open_rows.dataset,
    coalesce(successors.counted_login, open_rows.school_login) as school_login,
    cast(sum(open_rows.rows_open) as bigint) as rows_open
from open_rows
left join {{ ref('int_school_successors') }} as successors
    on
        open_rows.as_of_half_year = successors.half_year
        and open_rows.school_login = successors.school_login
group by
    open_rows.half_year,
    open_rows.dataset,
    coalesce(successors.counted_login, open_rows.school_login)
