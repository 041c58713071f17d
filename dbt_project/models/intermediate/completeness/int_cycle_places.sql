{#- Where an element is judged: the territories that have listed schools of their own. -#}
with concerned as (
    select half_year, territory, element, count(*) as schools_concerned
    from {{ ref('int_cycle_schools') }}
    group by half_year, territory, element
),

covered as (
    select
        schools.half_year,
        schools.territory,
        schools.element,
        count(distinct schools.school_login) as schools_covered
    from {{ ref('int_cycle_schools') }} as schools
    inner join {{ ref('int_cycle_evidence') }} as evidence
        on
            schools.half_year = evidence.half_year
            and schools.element = evidence.element
            and schools.school_login = evidence.school_login
    group by schools.half_year, schools.territory, schools.element
),

documents as (
    select half_year, territory, element, count(*) as documents
    from {{ ref('int_cycle_documents') }}
    group by half_year, territory, element
),

judged as (
    select
        concerned.half_year,
        concerned.territory,
        concerned.element,
        concerned.schools_concerned,
        case
            when elements.needs = 'documents' then 0
            else coalesce(covered.schools_covered, 0)
        end as schools_with_rows,
        case
            when elements.needs = 'rows' then 0
            else coalesce(documents.documents, 0)
        end as documents
    from concerned
    inner join {{ ref('rule_cycle_elements') }} as elements on concerned.element = elements.element
    left join covered
        on
            concerned.half_year = covered.half_year
            and concerned.territory = covered.territory
            and concerned.element = covered.element
    left join documents
        on
            concerned.half_year = documents.half_year
            and concerned.territory = documents.territory
            and concerned.element = documents.element
)

select
    half_year,
    territory,
    element,
    schools_concerned,
    -- a document speaks of all schools of its territory
    case when documents > 0 then schools_concerned else schools_with_rows end as schools_covered,
    schools_with_rows > 0 or documents > 0 as is_present
from judged
