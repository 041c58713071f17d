select
    half_year,
    revision,
    'delivery' as kind,
    dataset as name,
    contract_version as version,
    sha256,
    delivery_id,
    delivered_half_year,
    path,
    rows_accepted
from {{ source('snapshot', 'deliveries') }}
union all
select
    half_year,
    revision,
    kind,
    name,
    version,
    sha256,
    null as delivery_id,
    null as delivered_half_year,
    null as path,
    null as rows_accepted
from {{ source('snapshot', 'inputs') }}
