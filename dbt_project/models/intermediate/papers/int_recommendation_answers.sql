with answers as (
    select
        trim(recommendation_id) as recommendation_id,
        accepted,
        comment,
        responsible,
        due_on,
        delivered_half_year
    from {{ ref('stg_recommendation_responses') }}
    where not is_superseded
),

named as (
    select recommendation_id
    from answers
    union
    select trim(recommendation_id) as recommendation_id
    from {{ ref('stg_measures') }}
    where not is_superseded and {{ is_filled('recommendation_id') }}
),

-- intake lets nobody name what was never issued: an id that is not issued any more was withdrawn
recommendations as (
    select
        coalesce(issued.recommendation_id, named.recommendation_id) as recommendation_id,
        issued.recommendation_id is not null as is_issued
    from {{ source('cycle', 'recommendations') }} as issued
    full outer join named on issued.recommendation_id = named.recommendation_id
),

issued as (
    select
        issued.recommendation_id,
        issued.half_year,
        issued.school_login,
        issued.finding_id,
        issued.closed_half_year,
        issued.closed_reason,
        recommendable.text_ru,
        {{ days_later('half_years.ends_on', 'recommendable.deadline_days') }} as due_on
    from {{ source('cycle', 'recommendations') }} as issued
    inner join {{ ref('int_half_years') }} as half_years on issued.half_year = half_years.half_year
    left join {{ ref('int_recommendable') }} as recommendable
        on
            issued.half_year = recommendable.half_year
            and issued.lineage = recommendable.lineage
)

select
    recommendations.recommendation_id,
    recommendations.is_issued,
    issued.half_year,
    issued.school_login,
    issued.finding_id,
    spells.first_half_year as finding_first_half_year,
    issued.closed_half_year,
    issued.closed_reason,
    issued.text_ru,
    case
        when answers.accepted then 'accepted'
        when not answers.accepted then 'declined'
        else 'none'
    end as answer,
    answers.delivered_half_year as answered_half_year,
    answers.comment as answer_comment,
    answers.responsible as answer_responsible,
    coalesce(answers.due_on, issued.due_on) as due_on,
    {{ days_past('coalesce(answers.due_on, issued.due_on)', 'cutoff.ends_on') }} as days_past_due
from recommendations
cross join {{ ref('int_half_years') }} as cutoff
left join issued
    on recommendations.recommendation_id = issued.recommendation_id
left join answers on recommendations.recommendation_id = answers.recommendation_id
left join {{ ref('int_finding_spells') }} as spells
    on
        issued.finding_id = spells.finding_id
        and issued.half_year between spells.first_half_year and spells.last_half_year
where cutoff.is_latest
