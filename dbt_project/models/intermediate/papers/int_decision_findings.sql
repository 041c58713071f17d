{#- An indicator leads to the schools of every territory below its plan: such links are counted in
    management_decisions, and not told finding by finding. -#}
with links as (
    select
        links.decision_id,
        links.object_kind,
        links.object_id,
        decisions.decided_on
    from {{ ref('int_decision_links') }} as links
    inner join {{ ref('int_decisions') }} as decisions on links.decision_id = decisions.decision_id
),

-- a code of a finding names all its spells: the newest that had begun is meant, else the first
named_spells as (
    select
        links.decision_id,
        spells.finding_id,
        spells.first_half_year,
        row_number() over (
            partition by links.decision_id, spells.finding_id
            order by
                case when spells.decided_from <= links.decided_on then 0 else 1 end,
                case when spells.decided_from <= links.decided_on then spells.decided_from end desc,
                spells.decided_from
        ) as nearest_first
    from links
    inner join {{ ref('int_finding_spells') }} as spells on links.object_id = spells.finding_id
    where links.object_kind = 'finding'
),

-- a school may be named by its login of then or by its successor's
schools as (
    select school_login as named_login, school_login
    from {{ ref('int_current_logins') }}
    union
    select school_login as named_login, current_login as school_login
    from {{ ref('int_current_logins') }}
),

reached as (
    select decision_id, finding_id, first_half_year, 1 as distance
    from named_spells
    where nearest_first = 1
    union all
    select
        links.decision_id,
        recommendations.finding_id,
        recommendations.finding_first_half_year as first_half_year,
        2 as distance
    from links
    inner join {{ ref('int_recommendation_answers') }} as recommendations
        on links.object_id = recommendations.recommendation_id
    where links.object_kind = 'recommendation' and recommendations.finding_first_half_year is not null
    union all
    select
        links.decision_id,
        measures.finding_id,
        measures.finding_first_half_year as first_half_year,
        3 as distance
    from links
    inner join {{ ref('int_measures') }} as measures on links.object_id = measures.measure_id
    where links.object_kind = 'measure' and measures.finding_first_half_year is not null
    union all
    select links.decision_id, spells.finding_id, spells.first_half_year, 4 as distance
    from links
    inner join schools on links.object_id = schools.named_login
    inner join {{ ref('int_finding_spells') }} as spells
        on
            schools.school_login = spells.school_login
            and links.decided_on between spells.decided_from and spells.decided_to
    where links.object_kind = 'school'
),

nearest as (
    select decision_id, finding_id, first_half_year, min(distance) as distance
    from reached
    group by decision_id, finding_id, first_half_year
)

select
    nearest.decision_id,
    nearest.finding_id,
    nearest.first_half_year,
    case nearest.distance
        when 1 then 'finding'
        when 2 then 'recommendation'
        when 3 then 'measure'
        else 'school'
    end as through,
    decisions.decided_on < spells.decided_from as is_before_finding
from nearest
inner join {{ ref('int_decisions') }} as decisions on nearest.decision_id = decisions.decision_id
inner join {{ ref('int_finding_spells') }} as spells
    on nearest.finding_id = spells.finding_id and nearest.first_half_year = spells.first_half_year
