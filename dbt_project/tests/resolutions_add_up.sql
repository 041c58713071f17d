select
    half_year,
    dataset,
    rule_id
from {{ ref('quarantine_summary') }}
where rows_rejected <> rows_corrected + rows_recovered + rows_superseded + rows_open
