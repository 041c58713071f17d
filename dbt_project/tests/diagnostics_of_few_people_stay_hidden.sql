with people as (
    select
        diagnostics.half_year,
        teachers.school_login,
        diagnostics.kind,
        diagnostics.block,
        count(distinct diagnostics.person) as people
    from {{ ref('int_diagnostics_in_force') }} as diagnostics
    inner join {{ ref('int_teachers') }} as teachers
        on
            diagnostics.half_year = teachers.half_year
            and diagnostics.person = teachers.person
    group by diagnostics.half_year, teachers.school_login, diagnostics.kind, diagnostics.block
),

-- what anybody can add up from the rows that are shown
shown as (
    select
        risks.half_year,
        schools.territory,
        risks.diagnostic_kind,
        risks.detail,
        sum(risks.numerator) as low,
        sum(risks.denominator) as judged
    from {{ ref('school_risk') }} as risks
    inner join {{ ref('dim_school') }} as schools on risks.school_id = schools.school_id
    where risks.measure = 'low_level_share'
    group by risks.half_year, schools.territory, risks.diagnostic_kind, risks.detail
)

select risks.half_year, risks.school_login, risks.detail
from {{ ref('school_risk') }} as risks
inner join {{ ref('dim_school') }} as schools on risks.school_id = schools.school_id
inner join {{ ref('int_half_year_rules') }} as rules on risks.half_year = rules.half_year
left join people
    on
        risks.half_year = people.half_year
        and risks.school_login = people.school_login
        and risks.diagnostic_kind = people.kind
        and risks.detail = people.block
left join shown
    on
        risks.half_year = shown.half_year
        and schools.territory = shown.territory
        and risks.diagnostic_kind = shown.diagnostic_kind
        and risks.detail = shown.detail
where
    risks.measure = 'low_level_share'
    and (
        coalesce(risks.denominator, rules.risk_least_diagnosed) < rules.risk_least_diagnosed
        or (risks.state = 'measured' and people.people < rules.risk_least_diagnosed)
        -- a territory's share that counts more people than are shown gives them away
        or abs(risks.territory_value - {{ per_cent('shown.low', 'shown.judged') }}) > 0.000001
    )
