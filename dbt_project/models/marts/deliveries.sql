with put_out_of_force as (
    select
        dataset,
        delivery_id,
        sum(case when replaced_by is null then delivered_rows else 0 end) as rows_in_force,
        min(replaced_by) as replaced_by
    from {{ ref('int_delivered_rows') }}
    group by dataset, delivery_id
),

replacing as (
    select
        dataset,
        replaced_by as delivery_id,
        sum(delivered_rows) as rows_replaced,
        count(distinct school_login) as schools_replaced
    from {{ ref('int_delivered_rows') }}
    where replaced_by is not null
    group by dataset, replaced_by
),

findings as (
    select
        dataset,
        delivery_id,
        count(case when severity = 'warning' and not is_total then 1 end) as warnings,
        count(case when is_total then 1 end) as totals_differing
    from (
        select
            *,
            rule_id = dataset || '.declared_total' as is_total
        from {{ source('lake', 'findings') }}
    ) as told
    group by dataset, delivery_id
),

resolutions as (
    select
        dataset,
        delivery_id,
        count(case when resolution = 'open' then 1 end) as rows_open,
        max(resolved_by) as resolved_by
    from {{ ref('int_resolutions') }}
    group by dataset, delivery_id
),

-- a file that was turned away whole is answered by one that is taken: under its name, or the same elsewhere
turned_away as (
    select
        away.dataset,
        away.delivery_id,
        min(later.delivery_id) as resolved_by
    from {{ ref('int_ledger') }} as away
    inner join {{ ref('int_ledger') }} as later
        on
            away.delivery_id < later.delivery_id
            and (away.path = later.path or away.sha256 = later.sha256)
    where
        away.status in ('refused', 'blocked')
        and later.status in ('accepted', 'partly_accepted')
    group by away.dataset, away.delivery_id
)

select
    ledger.delivery_id,
    ledger.half_year,
    ledger.dataset,
    {{ dataset_ru('ledger.dataset') }} as dataset_ru,
    ledger.path,
    ledger.format,
    ledger.encoding,
    ledger.mapping,
    ledger.taken_at,
    ledger.status,
    ledger.message_ru,
    ledger.rows_received,
    ledger.rows_accepted,
    ledger.rows_quarantined,
    coalesce(resolutions.rows_open, 0) as rows_open,
    case
        when resolutions.rows_open = 0 then resolutions.resolved_by
        when resolutions.rows_open is null then turned_away.resolved_by
    end as resolved_by,
    coalesce(put_out_of_force.rows_in_force, 0) > 0 as is_in_force,
    cast(coalesce(put_out_of_force.rows_in_force, 0) as bigint) as rows_in_force,
    put_out_of_force.replaced_by,
    cast(coalesce(replacing.rows_replaced, 0) as bigint) as rows_replaced,
    coalesce(replacing.schools_replaced, 0) as schools_replaced,
    coalesce(findings.warnings, 0) as warnings,
    ledger.totals_checked,
    coalesce(findings.totals_differing, 0) as totals_differing,
    ledger.is_rereading
from {{ ref('int_ledger') }} as ledger
left join put_out_of_force
    on ledger.delivery_id = put_out_of_force.delivery_id and ledger.dataset = put_out_of_force.dataset
left join replacing
    on ledger.delivery_id = replacing.delivery_id and ledger.dataset = replacing.dataset
left join findings
    on ledger.delivery_id = findings.delivery_id and ledger.dataset = findings.dataset
left join resolutions
    on ledger.delivery_id = resolutions.delivery_id and ledger.dataset = resolutions.dataset
left join turned_away
    on
        ledger.delivery_id = turned_away.delivery_id
        and ledger.dataset is not distinct from turned_away.dataset
