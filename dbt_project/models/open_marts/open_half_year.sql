select
    half_year_id,
    half_year,
    name_ru,
    starts_on,
    ends_on
from {{ ref('dim_half_year') }}
where half_year in (select snapshots.half_year from {{ ref('open_monitoring_snapshot') }} as snapshots)
