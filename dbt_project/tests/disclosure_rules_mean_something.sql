{#- Rules of disclosure that hide nothing, or everything; an approval would refuse them, but late. -#}
select rule, value
from {{ ref('rule_thresholds') }}
where
    (rule in ('open_least_count', 'open_count_interval') and (value < 1 or value <> floor(value)))
    or (rule = 'open_decimals' and (value < 0 or value <> floor(value)))
    or (rule in ('open_share_interval', 'open_band') and (value <= 0 or value > 100))
    or (rule in ('open_low_share', 'open_high_share') and (value < 0 or value > 100))
