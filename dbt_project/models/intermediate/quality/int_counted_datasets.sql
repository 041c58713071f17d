select
    half_year,
    as_of_half_year,
    is_awaited,
    dataset,
    expected_from,
    holds_from,
    dataset as counted_dataset
from {{ ref('int_schedule') }}
union all
select
    half_year,
    as_of_half_year,
    is_awaited,
    dataset,
    expected_from,
    holds_from,
    also_by as counted_dataset
from {{ ref('int_schedule') }}
where also_by is not null
