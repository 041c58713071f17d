with kinds as (
    select value, max(name_ru) as name_ru
    from {{ ref('rule_vocabularies') }}
    where vocabulary = 'measure_kind'
    group by value
),

told as (
    select
        chains.chain || ' > ' || coalesce(chains.decision_id, '') as chain,
        chains.school_login,
        case
            when chains.school_login is not null then {{ stable_key('chains.school_login') }}
        end as school_id,
        chains.gap,
        case
            when chains.gap = 'complete' then 'complete'
            when chains.gap in ('awaiting_answer', 'awaiting_measure', 'under_way', 'too_early')
                then 'under_way'
            when
                chains.gap in (
                    'not_needed', 'resolved', 'declined', 'measure_cancelled', 'not_reviewable',
                    'general_decision'
                )
                then 'ended'
            else 'broken'
        end as chain_state,
        case
            when chains.gap in ('no_answer', 'no_measure') then chains.days_past_due
            when chains.gap = 'measure_overdue' then chains.days_overdue
        end as days_late,
        chains.finding_id,
        chains.first_half_year as finding_first_half_year,
        spells.since as finding_since,
        spells.last_half_year as finding_last_half_year,
        spells.is_standing as finding_is_standing,
        spells.kind as finding_kind,
        spells.severity as finding_severity,
        spells.indicator as finding_indicator,
        spells.evidence_ru as finding_ru,
        chains.recommendation_id,
        recommendations.half_year as recommended_half_year,
        recommendations.due_on as recommendation_due_on,
        recommendations.text_ru as recommendation_ru,
        recommendations.answer,
        recommendations.answered_half_year,
        recommendations.answer_comment as answer_ru,
        chains.measure_id,
        chains.measure_school,
        measures.kind as measure_kind,
        coalesce(kinds.name_ru, measures.kind) as measure_ru,
        measures.starts_on as measure_starts_on,
        measures.ends_on as measure_ends_on,
        measures.state as measure_state,
        chains.decision_id,
        chains.through as decision_through,
        decisions.decided_on,
        decisions.number as decision_number,
        decisions.text as decision_ru,
        decisions.state as decision_state,
        decisions.decided_on < spells.decided_from as is_decided_before_finding,
        chains.review_half_year,
        chains.review_state,
        chains.verdict,
        chains.kind_verdict,
        reviews.finding_ru as review_ru
    from {{ ref('int_chains') }} as chains
    left join {{ ref('int_finding_spells') }} as spells
        on chains.finding_id = spells.finding_id and chains.first_half_year = spells.first_half_year
    left join {{ ref('int_recommendation_answers') }} as recommendations
        on chains.recommendation_id = recommendations.recommendation_id
    left join {{ ref('int_measures') }} as measures
        on
            chains.measure_id = measures.measure_id
            and chains.measure_school = measures.school_login
    left join kinds on measures.kind = kinds.value
    left join {{ ref('int_decisions') }} as decisions on chains.decision_id = decisions.decision_id
    left join {{ ref('effectiveness_schools') }} as reviews
        on
            chains.review_half_year = reviews.half_year
            and chains.reviewed_school = reviews.school_login
            and measures.kind = reviews.measure_kind
)

select
    *,
    {{ chain_ru() }} as chain_ru
from told
