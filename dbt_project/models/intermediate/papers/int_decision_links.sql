with objects as (
    select distinct 'finding' as object_kind, finding_id as object_id
    from {{ ref('int_finding_spells') }}
    union all
    select 'recommendation' as object_kind, recommendation_id as object_id
    from {{ ref('int_recommendation_answers') }}
    where is_issued
    union all
    select distinct 'measure' as object_kind, measure_id as object_id
    from {{ ref('int_measures') }}
    union all
    select 'indicator' as object_kind, indicator as object_id
    from {{ ref('rule_indicators') }}
    union all
    select 'school' as object_kind, school_login as object_id
    from {{ ref('int_schools') }}
    union all
    select 'decision' as object_kind, decision_id as object_id
    from {{ ref('int_decisions') }}
    union all
    select 'programme_document' as object_kind, document_id as object_id
    from {{ ref('stg_programme_documents') }}
    where not is_superseded
),

links as (
    select
        decision_id,
        object_kind,
        trim(object_id) as object_id
    from {{ ref('stg_decision_links') }}
    where not is_superseded
)

select
    links.decision_id,
    links.object_kind,
    links.object_id,
    decisions.decision_id is not null as has_decision,
    -- a remark has no code of its own by which it could be found
    objects.object_id is not null or links.object_kind = 'remark' as has_object
from links
left join {{ ref('int_decisions') }} as decisions on links.decision_id = decisions.decision_id
left join objects
    on links.object_kind = objects.object_kind and links.object_id = objects.object_id
