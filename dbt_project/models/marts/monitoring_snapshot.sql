select
    snapshots.half_year,
    snapshots.revision,
    revisions.state as revision_state,
    revisions.state = 'in_force' as is_in_force,
    revisions.in_force_from,
    revisions.in_force_to,
    snapshots.territory,
    snapshots.indicator,
    snapshots.plan,
    snapshots.numerator,
    snapshots.denominator,
    snapshots.value,
    snapshots.state,
    snapshots.is_met,
    snapshots.coverage,
    snapshots.flags,
    snapshots.numerator_by_signed_acts,
    snapshots.value_by_signed_acts
from {{ source('snapshot', 'indicator_values') }} as snapshots
inner join {{ source('snapshot', 'revisions') }} as revisions
    on snapshots.half_year = revisions.half_year and snapshots.revision = revisions.revision
