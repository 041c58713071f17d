select half_year, territory, indicator, state, value
from {{ ref('indicator_values') }}
where
    (state = 'measured') <> (value is not null)
    or not (coalesce(value, 0) between 0 and 100)
