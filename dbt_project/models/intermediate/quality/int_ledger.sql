-- after the cycle, which takes papers that waited for {{ source('cycle', 'recommendations') }}
select
    ledger.delivery_id,
    ledger.dataset,
    ledger.half_year,
    ledger.path,
    ledger.mapping,
    ledger.format,
    ledger.encoding,
    ledger.sha256,
    ledger.taken_at,
    cast(ledger.taken_at as date) as delivered_on,
    ledger.status,
    ledger.message as message_ru,
    ledger.rows_received,
    ledger.rows_accepted,
    ledger.rows_quarantined,
    -- how many total rows the list holds: each of them says once what was counted
    cast(
        (
            length(ledger.declared_totals)
            - length(replace(ledger.declared_totals, '"counted": ', ''))
        ) / length('"counted": ') as bigint
    ) as totals_checked,
    ledger.rows_received > 0
    and coalesce(
        sum(ledger.rows_received) over (
            partition by ledger.path, ledger.sha256, ledger.dataset
            order by ledger.delivery_id
            rows between unbounded preceding and 1 preceding
        ), 0
    ) > 0 as is_rereading
from {{ source('lake', 'ledger') }} as ledger
