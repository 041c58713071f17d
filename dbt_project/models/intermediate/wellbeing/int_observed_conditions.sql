select
    half_year,
    school_login,
    max(observed_on) as observed_on
from {{ ref('int_condition_observations') }}
group by half_year, school_login
