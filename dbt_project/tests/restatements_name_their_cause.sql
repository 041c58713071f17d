{#- Every approved revision after the first has a reason; every difference has a cause. -#}
select
    half_year,
    to_revision as revision,
    measure as subject
from {{ ref('restatement_log') }}
where cause = ''
union all
select
    restated.half_year,
    restated.revision,
    'reason' as subject
from {{ ref('snapshot_manifest') }} as restated
inner join {{ ref('snapshot_manifest') }} as base
    on
        restated.half_year = base.half_year
        and restated.base_revision = base.revision
        and base.in_force_from is not null
where restated.in_force_from is not null and coalesce(restated.reason, '') = ''
