select *
from {{ ref('int_half_years') }}
where is_monitored
