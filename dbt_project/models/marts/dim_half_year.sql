select
    {{ stable_key('half_year') }} as half_year_id,
    half_year,
    half_year_number || ' полугодие ' || year_text || ' года' as name_ru,
    calendar_year,
    starts_on,
    ends_on,
    report_due_on,
    is_year_end,
    is_monitored,
    is_latest
from (
    select
        *,
        right(half_year, 1) as half_year_number,
        substring(half_year, 1, 4) as year_text
    from {{ ref('int_half_years') }}
) as half_years
