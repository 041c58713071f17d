select half_year, school_login
from {{ ref('school_dynamics') }}
where
    (judged_on = 'raw') <> (raw_change is not null)
    or (judged_on = 'relative_position') <> (relative_position_change is not null)
    or (judged_on = 'none') <> (state <> 'measured')
    or (judged_on = 'none') <> (direction = 'not_judged')
    or (shrunken_state = 'measured') <> (shrunken_change is not null)
    or (relative_state = 'measured') <> (relative_change is not null)
    or (shrunken_state = 'measured' and relative_state = 'measured') <> (comparison_reason_ru is null)
