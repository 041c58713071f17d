select
    snapshots.half_year,
    snapshots.revision,
    revisions.state = 'in_force' as is_in_force,
    snapshots.school_login,
    snapshots.school_id,
    snapshots.territory,
    snapshots.procedure,
    snapshots.assessment_year,
    snapshots.session,
    snapshots.participants,
    snapshots.below_threshold,
    snapshots.state,
    snapshots.flags,
    snapshots.objectivity_markers,
    snapshots.is_used
from {{ source('snapshot', 'assessment_cells') }} as snapshots
inner join {{ source('snapshot', 'revisions') }} as revisions
    on snapshots.half_year = revisions.half_year and snapshots.revision = revisions.revision
