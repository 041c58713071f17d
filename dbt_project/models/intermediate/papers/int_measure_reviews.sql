{#- A review is of all measures of a kind at a school, from the first that counts. It tells of a later
    one too where its results were made late enough after that one's beginning. -#}
with reviews as (
    select
        measures.measure_id,
        measures.school_login,
        reviews.half_year,
        reviews.school_login as reviewed_school,
        kinds.verdict as kind_verdict,
        reviews.verdict,
        case
            when
                reviews.state = 'measured'
                and outcomes.first_on >= {{ months_later('measures.starts_on', 'rules.effect_least_months') }}
                then 'measured'
            when reviews.state = 'measured' or reviews.verdict = 'too_early' then 'too_early'
            else 'not_measured'
        end as state
    from {{ ref('int_measures') }} as measures
    inner join {{ ref('int_school_successors') }} as successors
        on
            measures.school_login = successors.school_login
            and measures.half_year <= successors.half_year
    inner join {{ source('cycle', 'school_effects') }} as reviews
        on
            successors.half_year = reviews.half_year
            and successors.counted_login = reviews.school_login
            and measures.kind = reviews.measure_kind
            and measures.starts_on >= reviews.started_on
    inner join {{ ref('int_half_year_rules') }} as rules on reviews.half_year = rules.half_year
    left join {{ ref('int_effect_outcomes') }} as outcomes
        on
            reviews.half_year = outcomes.half_year
            and reviews.population = outcomes.population
            and reviews.school_login = outcomes.school_login
            and reviews.outcome_year = outcomes.assessment_year
    left join {{ source('cycle', 'effects') }} as kinds
        on
            reviews.half_year = kinds.half_year
            and reviews.population = kinds.population
            and reviews.measure_kind = kinds.measure_kind
),

ranked as (
    select
        *,
        row_number() over (
            partition by measure_id, school_login
            order by
                case when state = 'measured' then 0 else 1 end asc,
                half_year desc,
                reviewed_school asc
        ) as best_first
    from reviews
)

select
    measure_id,
    school_login,
    half_year,
    reviewed_school,
    state,
    case when state = 'too_early' then 'too_early' else verdict end as verdict,
    kind_verdict
from ranked
where best_first = 1
