{#- A default that an override ends, without another one behind it, leaves a rule that nothing fulfils. -#}
with rules as (
    select distinct rule
    from {{ ref('thresholds') }}
    where procedure is null
)

select
    half_years.half_year,
    rules.rule
from {{ ref('int_monitored_half_years') }} as half_years
cross join rules
left join {{ ref('rule_thresholds') }} as thresholds
    on
        rules.rule = thresholds.rule
        and thresholds.procedure is null
        and thresholds.value is not null
        and half_years.ends_on >= thresholds.valid_from
        and half_years.ends_on <= coalesce(thresholds.valid_to, half_years.ends_on)
where thresholds.rule is null
