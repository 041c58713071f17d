select distinct
    half_year,
    person
from {{ ref('int_diagnostics_in_force') }}
