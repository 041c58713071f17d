{#- At most one at a time, and the times of approved revisions follow one another without a gap. -#}
with approved as (
    select
        half_year,
        revision,
        in_force_from,
        in_force_to,
        is_in_force,
        lead(in_force_from) over (partition by half_year order by revision) as next_from
    from {{ ref('snapshot_manifest') }}
    where in_force_from is not null
)

select half_year, revision
from approved
where
    in_force_to is distinct from next_from
    or is_in_force <> (in_force_to is null)
    or in_force_from > in_force_to
