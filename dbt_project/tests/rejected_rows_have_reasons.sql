{#- Of every delivery as many rows must have a reason as the ledger says were rejected. -#}
with told as (
    select
        delivery_id,
        dataset,
        count(distinct coalesce(sheet, '') || ' ' || row_no) as rows_told
    from {{ ref('quarantine_rows') }}
    group by delivery_id, dataset
)

select
    deliveries.delivery_id,
    deliveries.dataset
from {{ ref('deliveries') }} as deliveries
left join told
    on deliveries.delivery_id = told.delivery_id and deliveries.dataset = told.dataset
where deliveries.rows_quarantined <> coalesce(told.rows_told, 0)
