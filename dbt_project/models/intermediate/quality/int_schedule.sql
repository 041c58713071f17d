{%- set halves = "(schedule.half = 'both' or schedule.half = right(half_years.half_year, 2))" -%}
with installation as (
    select min(cast(taken_at as date)) as began_on
    from {{ source('lake', 'ledger') }}
),

rules as (
    select
        half_years.half_year,
        half_years.as_of_half_year,
        half_years.ends_on,
        half_years.report_due_on,
        half_years.is_awaited,
        schedule.dataset,
        schedule.expected_from,
        schedule.also_by,
        schedule.holds_months,
        schedule.due_days_before_report,
        schedule.warn_days_before_due,
        schedule.severity,
        {{ halves }} and schedule.expected_from <> 'none' as is_expected,
        row_number() over (
            partition by half_years.half_year, schedule.dataset
            order by schedule.valid_from desc
        ) as place
    from {{ ref('int_quality_half_years') }} as half_years
    inner join {{ ref('rule_dataset_schedule') }} as schedule
        on half_years.ends_on >= schedule.valid_from
),

due as (
    select
        *,
        {{ days_later('report_due_on', '-due_days_before_report') }} as due_on,
        {{ months_later(days_later('ends_on', '1'), '-holds_months') }} as holds_from
    from rules
    where place = 1 and is_expected
)

select
    due.half_year,
    due.as_of_half_year,
    due.is_awaited,
    due.dataset,
    due.expected_from,
    due.also_by,
    due.holds_from,
    due.due_on,
    {{ days_later('due.due_on', '-due.warn_days_before_due') }} as warn_from_on,
    due.severity,
    due.report_due_on,
    due.report_due_on >= installation.began_on as is_judged
from due
cross join installation
