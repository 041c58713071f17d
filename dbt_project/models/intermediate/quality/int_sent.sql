with counted as (
    select
        delivered.dataset,
        delivered.due_half_year,
        delivered.school_login,
        coalesce(schools.territory, delivered.territory) as territory,
        delivered.procedure_kind,
        sum(case when delivered.replaced_by is null then delivered.delivered_rows else 0 end)
            as rows_in_force,
        min(ledger.delivered_on) as first_delivered_on,
        max(ledger.delivered_on) as last_delivered_on
    from {{ ref('int_delivered_rows') }} as delivered
    inner join {{ ref('int_ledger') }} as ledger
        on delivered.delivery_id = ledger.delivery_id and delivered.dataset = ledger.dataset
    left join {{ ref('int_schools') }} as schools on delivered.school_login = schools.school_login
    group by
        delivered.dataset,
        delivered.due_half_year,
        delivered.school_login,
        coalesce(schools.territory, delivered.territory),
        delivered.procedure_kind
),

-- what holds in a half-year: its own rows, and those of earlier ones that are valid for so long
holding as (
    select
        schedule.half_year,
        schedule.as_of_half_year,
        schedule.dataset,
        schedule.expected_from,
        counted.school_login,
        counted.territory,
        counted.procedure_kind,
        counted.due_half_year,
        counted.rows_in_force,
        counted.first_delivered_on,
        counted.last_delivered_on
    from {{ ref('int_counted_datasets') }} as schedule
    inner join counted
        on
            schedule.counted_dataset = counted.dataset
            and schedule.half_year >= coalesce(counted.due_half_year, '')
    left join {{ ref('int_half_years') }} as half_years
        on counted.due_half_year = half_years.half_year
    where
        schedule.is_awaited
        and (
            counted.due_half_year = schedule.half_year
            or (counted.procedure_kind is null and schedule.holds_from is null)
            or (counted.procedure_kind is null and schedule.holds_from <= half_years.starts_on)
        )
)

select
    holding.half_year,
    holding.dataset,
    case when holding.expected_from = 'territory' then holding.territory end as territory,
    case
        when holding.expected_from <> 'territory'
            then coalesce(successors.counted_login, holding.school_login)
    end as school_login,
    holding.procedure_kind,
    max(holding.due_half_year) as newest_half_year,
    cast(sum(holding.rows_in_force) as bigint) as rows_in_force,
    min(holding.first_delivered_on) as first_delivered_on,
    max(holding.last_delivered_on) as last_delivered_on
from holding
left join {{ ref('int_school_successors') }} as successors
    on
        holding.as_of_half_year = successors.half_year
        and holding.school_login = successors.school_login
group by
    holding.half_year,
    holding.dataset,
    case when holding.expected_from = 'territory' then holding.territory end,
    case
        when holding.expected_from <> 'territory'
            then coalesce(successors.counted_login, holding.school_login)
    end,
    holding.procedure_kind
