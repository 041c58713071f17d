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
    -- what is awaited would tell whether a hidden value falls short
    case when cells.is_hidden then 'c' else known.flags end as flags
from {{ source('snapshot', 'open_values') }} as cells
inner join {{ source('snapshot', 'revisions') }} as revisions
    on cells.half_year = revisions.half_year and cells.revision = revisions.revision
inner join {{ source('snapshot', 'indicator_values') }} as known
    on
        cells.half_year = known.half_year
        and cells.revision = known.revision
        and cells.territory = known.territory
        and cells.indicator = known.indicator
where not cells.is_omitted
