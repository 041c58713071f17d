with known as (
    select
        *,
        max(case when is_monitored then half_year end) over (
            order by half_year rows between unbounded preceding and current row
        ) as as_of_half_year,
        lag(half_year) over (order by half_year) as half_year_before,
        max(case when is_monitored then half_year end) over () as last_half_year
    from {{ ref('int_half_years') }}
)

select
    half_year,
    starts_on,
    ends_on,
    report_due_on,
    as_of_half_year,
    -- the one after the last, too: its deliveries come next
    half_year <= last_half_year or half_year_before = last_half_year as is_awaited
from known
where as_of_half_year is not null and report_due_on is not null
