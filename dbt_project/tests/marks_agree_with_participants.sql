{{ config(severity='warn') }}
select *
from {{ ref('int_cell_reconciliation') }}
where not is_equal
