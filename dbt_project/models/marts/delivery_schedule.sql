select
    half_year,
    dataset,
    {{ dataset_ru('dataset') }} as dataset_ru,
    expected_from,
    is_awaited,
    due_on,
    warn_from_on,
    report_due_on,
    severity
from {{ ref('int_schedule') }}
