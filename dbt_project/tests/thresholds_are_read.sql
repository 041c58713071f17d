{#- A rule with a misspelt name, of a procedure that no rule file knows, for one procedure where only
    the default is read, or without a value would change nothing without a word. -#}
with known as (
    select
        rule,
        max(case when procedure is not null then 1 else 0 end) = 1 as is_by_procedure
    from {{ ref('thresholds') }}
    group by rule
)

select
    thresholds.rule,
    thresholds.procedure,
    thresholds.valid_from
from {{ ref('rule_thresholds') }} as thresholds
left join known on thresholds.rule = known.rule
left join {{ ref('rule_procedures') }} as procedures on thresholds.procedure = procedures.procedure
where
    known.rule is null
    or thresholds.value is null
    or (thresholds.procedure is not null and not known.is_by_procedure)
    or (thresholds.procedure is not null and procedures.procedure is null)
