with named as (
    select person, person_by_name
    from {{ ref('stg_staff') }}
    union all
    select person, person_by_name
    from {{ ref('stg_competence_diagnostics') }}
),

-- a name and birth date that belongs to two insurance numbers maps to neither
by_name as (
    select person_by_name, min(person) as person
    from named
    where person <> person_by_name
    group by person_by_name
    having count(distinct person) = 1
)

select distinct
    named.person,
    coalesce(by_name.person, named.person) as known_person
from named
left join by_name on named.person = by_name.person_by_name
