with indicator_spells as (
    select distinct indicator, decided_from, decided_to
    from {{ ref('int_finding_spells') }}
    where indicator is not null
),

reached as (
    select
        decision_id,
        case through when 'finding' then 1 when 'recommendation' then 2 when 'measure' then 3 else 4 end
            as distance,
        1 as findings,
        case when is_before_finding then 1 else 0 end as findings_before
    from {{ ref('int_decision_findings') }}
    union all
    select distinct
        links.decision_id,
        5 as distance,
        0 as findings,
        0 as findings_before
    from {{ ref('int_decision_links') }} as links
    inner join {{ ref('int_decisions') }} as decisions on links.decision_id = decisions.decision_id
    inner join indicator_spells as spells
        on
            links.object_id = spells.indicator
            and decisions.decided_on between spells.decided_from and spells.decided_to
    where links.object_kind = 'indicator'
),

origins as (
    select
        decision_id,
        min(distance) as distance,
        cast(sum(findings) as bigint) as findings,
        cast(sum(findings_before) as bigint) as findings_before
    from reached
    group by decision_id
)

select
    decisions.decision_id,
    case origins.distance
        when 1 then 'finding'
        when 2 then 'recommendation'
        when 3 then 'measure'
        when 4 then 'school'
        when 5 then 'indicator'
        else 'none'
    end as leads_back_through,
    coalesce(origins.findings, 0) as findings,
    coalesce(origins.findings_before, 0) as findings_before
from {{ ref('int_decisions') }} as decisions
left join origins on decisions.decision_id = origins.decision_id
