{#- 30 where 0.3 is meant would find no school, and look like good results. -#}
with shares as (
    select rule
    from {{ ref('thresholds') }}
    where right(rule, 6) = '_share'
    group by rule
    having max(value) <= 1
)

select
    thresholds.rule,
    thresholds.value
from {{ ref('rule_thresholds') }} as thresholds
inner join shares on thresholds.rule = shares.rule
where thresholds.value not between 0 and 1
