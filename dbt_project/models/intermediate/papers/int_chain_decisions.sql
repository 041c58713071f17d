with links as (
    select links.*
    from {{ ref('int_decision_links') }} as links
    where links.has_decision
),

reached as (
    select chains.chain, links.decision_id, 1 as distance
    from {{ ref('int_chain_links') }} as chains
    inner join links on links.object_kind = 'measure' and chains.measure_id = links.object_id
    union all
    select chains.chain, links.decision_id, 2 as distance
    from {{ ref('int_chain_links') }} as chains
    inner join links
        on links.object_kind = 'recommendation' and chains.recommendation_id = links.object_id
    union all
    select
        chains.chain,
        decided.decision_id,
        case decided.through when 'finding' then 3 else 4 end as distance
    from {{ ref('int_chain_links') }} as chains
    inner join {{ ref('int_decision_findings') }} as decided
        on chains.finding_id = decided.finding_id and chains.first_half_year = decided.first_half_year
    inner join {{ ref('int_decisions') }} as decisions on decided.decision_id = decisions.decision_id
    where
        decided.through in ('finding', 'school')
        -- what was decided before anything was recommended is no decision on the recommendation
        and coalesce(decisions.decided_on >= chains.recommended_from, true)
),

nearest as (
    select chain, decision_id, min(distance) as distance
    from reached
    group by chain, decision_id
),

ranked as (
    select
        chain,
        decision_id,
        distance,
        min(distance) over (partition by chain) as chain_distance
    from nearest
)

select
    chain,
    decision_id,
    case distance
        when 1 then 'measure'
        when 2 then 'recommendation'
        when 3 then 'finding'
        else 'school'
    end as through
from ranked
-- a decision about the school as a whole stands only where none is about the matter itself
where distance < 4 or chain_distance = 4
