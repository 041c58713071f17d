select
    snapshots.half_year,
    snapshots.revision,
    revisions.state = 'in_force' as is_in_force,
    snapshots.indicator,
    snapshots.school_login,
    snapshots.school_id,
    snapshots.territory,
    snapshots.in_denominator,
    snapshots.in_numerator,
    snapshots.numerator,
    snapshots.denominator,
    snapshots.has_signed_act,
    snapshots.reason
from {{ source('snapshot', 'indicator_schools') }} as snapshots
inner join {{ source('snapshot', 'revisions') }} as revisions
    on snapshots.half_year = revisions.half_year and snapshots.revision = revisions.revision
