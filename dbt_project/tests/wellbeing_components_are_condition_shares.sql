select component
from {{ ref('rule_wellbeing_components') }}
where
    component not in ('{{ var("condition_shares") | join("', '") }}')
    -- weight 0 leaves a component out; a blank or a negative one would do so without being asked
    or coalesce(weight, -1) < 0
    or is_favourable is null
    or name_ru is null
