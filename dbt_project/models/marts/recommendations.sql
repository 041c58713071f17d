with measures as (
    select
        recommendation_id,
        count(*) as measures,
        sum(case when status = 'done' then 1 else 0 end) as measures_done,
        sum(case when status = 'cancelled' then 1 else 0 end) as measures_cancelled
    from {{ ref('int_measures') }}
    where recommendation_id is not null
    group by recommendation_id
),

issued as (
    select
        issued.*,
        answers.answer,
        -- an answer from the history is dated like what it answers
        case
            when answers.answer <> 'none'
                then coalesce(answers.answered_half_year, issued.half_year)
        end as answered_half_year,
        answers.answer_comment,
        answers.answer_responsible,
        answers.due_on,
        case
            when issued.closed_half_year is null then answers.days_past_due
        end as days_overdue,
        case
            when issued.closed_half_year is not null then 'closed'
            when answers.days_past_due is not null then 'overdue'
            else 'open'
        end as state,
        coalesce(measures.measures, 0) as measures,
        coalesce(measures.measures_done, 0) as measures_done,
        coalesce(measures.measures_cancelled, 0) as measures_cancelled
    from {{ source('cycle', 'recommendations') }} as issued
    inner join {{ ref('int_recommendation_answers') }} as answers
        on issued.recommendation_id = answers.recommendation_id
    left join measures on issued.recommendation_id = measures.recommendation_id
)

select
    issued.recommendation_id,
    issued.half_year,
    schools.school_id,
    issued.school_login,
    schools.territory,
    issued.finding_id,
    issued.rule,
    recommendable.kind,
    recommendable.addressee,
    recommendable.severity,
    recommendable.indicator,
    issued.ordinal,
    issued.object_id,
    entries.title as object_title,
    entries.holder as object_holder,
    entries.link as object_link,
    recommendable.text_ru,
    recommendable.reason_ru,
    findings.evidence_ru,
    issued.due_on,
    issued.state,
    issued.days_overdue,
    issued.answer,
    issued.answered_half_year,
    issued.answer_comment,
    issued.answer_responsible,
    cast(issued.measures as bigint) as measures,
    cast(issued.measures_done as bigint) as measures_done,
    cast(issued.measures_cancelled as bigint) as measures_cancelled,
    issued.closed_half_year,
    issued.closed_reason,
    {{ recommendation_state_ru('issued') }} as state_ru
from issued
inner join {{ ref('int_schools_by_half_year') }} as schools
    on
        issued.half_year = schools.half_year
        and issued.school_login = schools.school_login
inner join {{ ref('int_recommendable') }} as recommendable
    on
        issued.half_year = recommendable.half_year
        and issued.lineage = recommendable.lineage
left join {{ ref('int_findings') }} as findings
    on
        issued.half_year = findings.half_year
        and issued.finding_id = findings.finding_id
left join {{ ref('int_matched_entries') }} as entries
    on
        issued.half_year = entries.half_year
        and issued.finding_id = entries.finding_id
        and issued.rule = entries.rule
        and issued.object_id = entries.object_id
