select
    half_year,
    revision,
    territory,
    procedure as subject
from {{ ref('open_assessment_cell') }}
where
    (state = 'suppressed') <> (participants is null)
    or (state = 'suppressed') <> (fail_share is null)
    or (state = 'suppressed' and (bound <> '' or flags <> 'c'))
union all
select
    half_year,
    revision,
    territory,
    indicator as subject
from {{ ref('open_monitoring_snapshot') }}
where
    (state = 'suppressed') <> (denominator is null)
    or (state = 'suppressed') <> (value is null)
    or (state = 'suppressed' and (bound <> '' or flags <> 'c'))
