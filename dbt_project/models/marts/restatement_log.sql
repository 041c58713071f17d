select
    log.half_year,
    revisions.base_revision as from_revision,
    log.revision as to_revision,
    coalesce(base.in_force_from is not null, false) as is_restatement,
    log.object,
    log.territory,
    log.indicator,
    log.school_login,
    log.procedure,
    log.assessment_year,
    log.session,
    log.measure,
    log.before,
    log.after,
    log.difference,
    log.state_before,
    log.state_after,
    log.cause,
    log.schools,
    log.through
from {{ source('snapshot', 'restatements') }} as log
inner join {{ source('snapshot', 'revisions') }} as revisions
    on log.half_year = revisions.half_year and log.revision = revisions.revision
inner join {{ source('snapshot', 'revisions') }} as base
    on revisions.half_year = base.half_year and revisions.base_revision = base.revision
