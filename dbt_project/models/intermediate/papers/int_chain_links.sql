with recommended as (
    select
        spells.finding_id,
        spells.first_half_year,
        recommendations.recommendation_id,
        coalesce(spells.school_login, recommendations.school_login) as school_login,
        half_years.starts_on as recommended_from
    from {{ ref('int_finding_spells') }} as spells
    full outer join {{ ref('int_recommendation_answers') }} as recommendations
        on
            spells.finding_id = recommendations.finding_id
            and spells.first_half_year = recommendations.finding_first_half_year
    left join {{ ref('int_half_years') }} as half_years
        on recommendations.half_year = half_years.half_year
)

select
    recommended.finding_id,
    recommended.first_half_year,
    coalesce(recommended.recommendation_id, measures.recommendation_id) as recommendation_id,
    recommended.recommended_from,
    measures.measure_id,
    measures.school_login as measure_school,
    coalesce(recommended.school_login, measures.current_login) as school_login,
    coalesce(recommended.finding_id || '@' || recommended.first_half_year, '')
    || ' > ' || coalesce(recommended.recommendation_id, measures.recommendation_id, '')
    || ' > ' || coalesce(measures.measure_id || '@' || measures.school_login, '') as chain
from recommended
full outer join {{ ref('int_measures') }} as measures
    on recommended.recommendation_id = measures.recommendation_id
