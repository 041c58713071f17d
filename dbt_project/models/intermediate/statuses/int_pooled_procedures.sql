-- a name that says what was counted together
select
    pooled.pooled_procedure as procedure,
    coalesce(
        max(case when pooled.procedure = pooled.pooled_procedure then pooled.name_ru end)
        || coalesce(
            ' и ' || min(case when pooled.procedure <> pooled.pooled_procedure then pooled.name_ru end),
            ''
        ),
        min(pooled.name_ru)
    ) as name_ru
from (
    select procedure, coalesce(pooled_with, procedure) as pooled_procedure, name_ru
    from {{ ref('rule_procedures') }}
    where judges_lists
) as pooled
group by pooled.pooled_procedure
