{#- A rule with a code that nothing bears would never decide anything. -#}
select rule
from {{ ref('rule_effect_verdicts') }}
where
    position is null
    or text_ru is null
    or coalesce(verdict, '') not in ('continue', 'correct', 'stop', 'too_early')
    or subject not in ('measure_kind', 'school')
    or method not in ('interval', 'permutation')
    or direction not in ('gain', 'loss')
    or interval not in ('leaves_out_zero', 'holds_zero')
    or highest_p_value < 0
    or highest_p_value > 1
    or least_other_share < 0
    or least_other_share > 1
    -- of a school alone, nobody counts how many schools had other kinds
    or (least_other_share is not null and coalesce(subject, '') <> 'measure_kind')
    or reason not in (
        'no_results_after', 'too_soon', 'no_results_before', 'no_context', 'no_comparable_schools',
        'too_few_comparable_schools'
    )
    -- what was not measured has no other properties
    or (
        reason is not null
        and coalesce(
            method, direction, interval, cast(highest_p_value as varchar(20)),
            cast(least_years as varchar(20)), cast(least_schools as varchar(20)),
            cast(least_other_share as varchar(20))
        ) is not null
    )
