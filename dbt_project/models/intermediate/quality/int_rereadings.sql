select
    earlier.delivery_id,
    earlier.dataset,
    later.delivery_id as later_delivery_id,
    earlier.sha256 = later.sha256 as is_same_file
from {{ ref('int_ledger') }} as earlier
inner join {{ ref('int_ledger') }} as later
    on
        earlier.path = later.path
        and earlier.dataset = later.dataset
        and earlier.delivery_id < later.delivery_id
where earlier.rows_quarantined > 0 and later.rows_received > 0
