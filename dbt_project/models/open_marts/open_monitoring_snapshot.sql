select
    cells.half_year,
    cells.revision,
    revisions.state = 'in_force' as is_in_force,
    revisions.in_force_from,
    revisions.in_force_to,
    cells.level,
    cells.territory,
    cells.indicator,
    cells.plan,
    cells.denominator,
    cells.value,
    cells.bound,
    case when cells.is_hidden then 'suppressed' else 'measured' end as state,
    case when cells.is_hidden then 'c' else '' end || cells.flags as flags
from {{ source('snapshot', 'open_values') }} as cells
inner join {{ source('snapshot', 'revisions') }} as revisions
    on cells.half_year = revisions.half_year and cells.revision = revisions.revision
where not cells.is_omitted
