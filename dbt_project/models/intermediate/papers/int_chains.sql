with decided as (
    select
        chains.chain,
        chains.finding_id,
        chains.first_half_year,
        chains.recommendation_id,
        chains.measure_id,
        chains.measure_school,
        chains.school_login,
        decisions.decision_id,
        decisions.through
    from {{ ref('int_chain_links') }} as chains
    left join {{ ref('int_chain_decisions') }} as decisions on chains.chain = decisions.chain
    union all
    -- decisions that stand in no chain
    select
        '' as chain,
        cast(null as varchar(200)) as finding_id,
        cast(null as varchar(10)) as first_half_year,
        cast(null as varchar(200)) as recommendation_id,
        cast(null as varchar(200)) as measure_id,
        cast(null as varchar(50)) as measure_school,
        cast(null as varchar(50)) as school_login,
        decision_id,
        cast(null as varchar(20)) as through
    from {{ ref('int_decisions') }}
    where decision_id not in (select chained.decision_id from {{ ref('int_chain_decisions') }} as chained)
),

told as (
    select
        decided.*,
        spells.is_recommendable,
        recommendations.is_issued,
        recommendations.closed_reason,
        recommendations.answer,
        recommendations.days_past_due,
        measures.state as measure_state,
        measures.days_overdue,
        reviews.half_year as review_half_year,
        reviews.reviewed_school,
        reviews.state as review_state,
        reviews.verdict,
        reviews.kind_verdict,
        origins.leads_back_through
    from decided
    left join {{ ref('int_finding_spells') }} as spells
        on decided.finding_id = spells.finding_id and decided.first_half_year = spells.first_half_year
    left join {{ ref('int_recommendation_answers') }} as recommendations
        on decided.recommendation_id = recommendations.recommendation_id
    left join {{ ref('int_measures') }} as measures
        on
            decided.measure_id = measures.measure_id
            and decided.measure_school = measures.school_login
    left join {{ ref('int_measure_reviews') }} as reviews
        on
            decided.measure_id = reviews.measure_id
            and decided.measure_school = reviews.school_login
    left join {{ ref('int_decision_origins') }} as origins
        on decided.decision_id = origins.decision_id
)

select
    *,
    case
        when chain = '' and leads_back_through = 'none' then 'orphan_decision'
        when chain = '' then 'general_decision'
        when finding_id is null and recommendation_id is null then 'orphan_measure'
        when recommendation_id is not null and not is_issued then 'withdrawn_recommendation'
        when recommendation_id is null and is_recommendable then 'no_recommendation'
        when recommendation_id is null then 'not_needed'
        when measure_id is null and closed_reason = 'resolved' then 'resolved'
        when measure_id is null and answer = 'declined' then 'declined'
        when measure_id is null and answer = 'none'
            then case when days_past_due > 0 then 'no_answer' else 'awaiting_answer' end
        when measure_id is null
            then case when days_past_due > 0 then 'no_measure' else 'awaiting_measure' end
        when measure_state = 'cancelled' then 'measure_cancelled'
        when decision_id is null then 'no_decision'
        when measure_state = 'overdue' then 'measure_overdue'
        when measure_state in ('planned', 'in_progress') then 'under_way'
        when review_state is null then 'no_review'
        when review_state = 'too_early' then 'too_early'
        when review_state = 'not_measured' then 'not_reviewable'
        else 'complete'
    end as gap
from told
