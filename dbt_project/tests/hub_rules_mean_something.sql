{#- A negative weight would look for schools that are unlike; a limit of nothing leaves nobody. -#}
select
    rule,
    valid_from,
    value
from {{ ref('rule_thresholds') }}
where
    (rule like 'hub_weight%' and value < 0)
    or (
        rule in (
            'hub_keep_bonus', 'hub_change_gain', 'hub_subject_margin', 'hub_default_capacity',
            'hub_territory_depth'
        )
        and value < 0
    )
    or (rule in ('hub_farthest_km', 'hub_full_strength') and value <= 0)
    or (rule = 'hub_missing_cost' and value not between 0 and 1)
