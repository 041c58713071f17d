with calendar as (
    select half_year, starts_on, ends_on, report_due_on
    from {{ ref('rule_half_years') }}
    union all
    -- results may be older than the calendar of monitoring
    select distinct
        half_year,
        cast(
            substring(half_year, 1, 4)
            || case when right(half_year, 1) = '1' then '-01-01' else '-07-01' end as date
        ) as starts_on,
        cast(
            substring(half_year, 1, 4)
            || case when right(half_year, 1) = '1' then '-06-30' else '-12-31' end as date
        ) as ends_on,
        cast(null as date) as report_due_on
    from {{ ref('rule_assessment_windows') }}
    where half_year not in (select known.half_year from {{ ref('rule_half_years') }} as known)
),

delivered as (
    select distinct half_year
    from {{ source('lake', 'ledger') }}
    where
        half_year is not null
        and status in ('accepted', 'partly_accepted')
        -- papers that wait for their recommendation are accepted only after this was built; and what
        -- answers the last half-year is nothing yet to monitor the next one by
        and dataset not in ('recommendation_responses', 'measures', 'decision_links')
)

select
    calendar.half_year,
    cast(extract(year from calendar.ends_on) as integer) as calendar_year,
    cast(extract(year from calendar.ends_on) as varchar(4)) || '-H1' as first_half_year,
    right(calendar.half_year, 1) = '2' as is_year_end,
    cast(date_trunc('year', calendar.ends_on) as date) as year_starts_on,
    calendar.starts_on,
    calendar.ends_on,
    calendar.report_due_on,
    delivered.half_year is not null as is_monitored,
    coalesce(calendar.half_year = max(delivered.half_year) over (), false) as is_latest
from calendar
left join delivered on calendar.half_year = delivered.half_year
