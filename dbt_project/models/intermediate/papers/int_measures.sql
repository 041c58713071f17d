with measures as (
    select
        measure_id,
        school_login,
        nullif(trim(recommendation_id), '') as recommendation_id,
        kind,
        starts_on,
        ends_on,
        responsible,
        status
    from {{ ref('stg_measures') }}
    where not is_superseded
)

select
    measures.measure_id,
    measures.school_login,
    coalesce(logins.current_login, measures.school_login) as current_login,
    measures.recommendation_id,
    recommendations.finding_id,
    recommendations.finding_first_half_year,
    coalesce(addressees.current_login, recommendations.school_login) as recommended_to,
    measures.kind,
    measures.starts_on,
    measures.ends_on,
    started.half_year,
    measures.responsible,
    measures.status,
    case
        when measures.recommendation_id is null then 'blank'
        when recommendations.is_issued then 'issued'
        else 'withdrawn'
    end as recommendation_state,
    {{ work_state('measures.status', 'measures.ends_on', 'cutoff.ends_on') }} as state,
    {{ days_overdue('measures.status', 'measures.ends_on', 'cutoff.ends_on') }} as days_overdue
from measures
cross join {{ ref('int_half_years') }} as cutoff
left join {{ ref('int_current_logins') }} as logins
    on measures.school_login = logins.school_login
left join {{ ref('int_half_years') }} as started
    on measures.starts_on between started.starts_on and started.ends_on
left join {{ ref('int_recommendation_answers') }} as recommendations
    on measures.recommendation_id = recommendations.recommendation_id
left join {{ ref('int_current_logins') }} as addressees
    on recommendations.school_login = addressees.school_login
where cutoff.is_latest
