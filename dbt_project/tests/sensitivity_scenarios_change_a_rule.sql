{#- A scenario that changes nothing, or nothing that its category is judged by, would find no school and
    look like a firm list. -#}
with rules as (
    select
        rule,
        -- on or off, in every version
        min(case when value in (0, 1) then 1 else 0 end) = 1 as is_switch
    from {{ ref('rule_thresholds') }}
    group by rule
),

scenarios as (
    select
        scenarios.*,
        rules.is_switch,
        case scenarios.category
        {%- for category, names in var('status_rules').items() %}
            when '{{ category }}' then scenarios.rule in ('{{ names | join("', '") }}')
        {%- endfor %}
        end as is_rule_of_category
    from {{ ref('rule_sensitivity_scenarios') }} as scenarios
    left join rules on scenarios.rule = rules.rule
)

select scenario
from scenarios
where
    -- the name of the rules as they stand
    scenario = 'base'
    or name_ru is null
    or not coalesce(
        case change
            when 'add' then is_rule_of_category and amount <> 0
            when 'flip' then is_rule_of_category and is_switch and amount is null
            when 'leave_out_marked' then category = 'lps' and rule is null and amount is null
        end,
        false
    )
