select
    cells.half_year,
    cells.revision,
    revisions.state = 'in_force' as is_in_force,
    revisions.in_force_from,
    revisions.in_force_to,
    cells.level,
    cells.territory,
    cells.school_id,
    cells.procedure_kind,
    cells.procedure,
    cells.assessment_year,
    cells.session,
    cells.participants,
    cells.fail_share,
    cells.bound,
    case when cells.is_hidden then 'suppressed' else 'measured' end as state,
    case when cells.is_hidden then 'c' else '' end as flags
from {{ source('snapshot', 'open_results') }} as cells
inner join {{ source('snapshot', 'revisions') }} as revisions
    on cells.half_year = revisions.half_year and cells.revision = revisions.revision
where not cells.is_omitted
