select component
from {{ ref('rule_wellbeing_components') }}
where component not in ('{{ var("condition_shares") | join("', '") }}')
