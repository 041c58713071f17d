select half_year, school_login, risk_factor, measure, detail, state
from {{ ref('school_risk') }}
where
    (state = 'measured') <> (value is not null)
    or (state = 'measured') <> (significance is not null)
    or (
        state <> 'measured'
        and coalesce(numerator, denominator, threshold, territory_value) is not null
    )
