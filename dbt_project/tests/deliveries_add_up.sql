select
    delivery_id,
    dataset
from {{ ref('deliveries') }}
where
    rows_received <> rows_accepted + rows_quarantined
    or rows_in_force > rows_accepted
    or rows_open > rows_quarantined
