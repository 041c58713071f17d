with kinds as (
    select value, max(name_ru) as name_ru
    from {{ ref('rule_vocabularies') }}
    where vocabulary = 'measure_kind'
    group by value
)

select
    measures.measure_id,
    measures.school_login,
    measures.current_login,
    {{ stable_key('measures.current_login') }} as school_id,
    measures.kind,
    coalesce(kinds.name_ru, measures.kind) as kind_ru,
    measures.half_year,
    measures.starts_on,
    measures.ends_on,
    measures.responsible,
    measures.status,
    measures.state,
    measures.days_overdue,
    measures.recommendation_state,
    measures.recommendation_id,
    measures.recommended_to,
    measures.finding_id,
    measures.finding_first_half_year,
    reviews.half_year as review_half_year,
    coalesce(reviews.state, 'none') as review_state,
    reviews.verdict,
    reviews.kind_verdict,
    'Мера ' || measures.measure_id || ' «' || coalesce(kinds.name_ru, measures.kind) || '» школы '
    || measures.school_login
    || ' ' || {{ work_state_ru('measures.state', 'measures.ends_on', 'measures.days_overdue') }}
    || case measures.recommendation_state
        when 'blank' then '; рекомендация не указана.'
        when 'withdrawn'
            then '; рекомендации ' || measures.recommendation_id || ' после уточнения данных больше нет.'
        else '; рекомендация ' || measures.recommendation_id || '.'
    end as sentence_ru
from {{ ref('int_measures') }} as measures
left join kinds on measures.kind = kinds.value
left join {{ ref('int_measure_reviews') }} as reviews
    on
        measures.measure_id = reviews.measure_id
        and measures.school_login = reviews.school_login
