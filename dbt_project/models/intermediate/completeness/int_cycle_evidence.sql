{#- What confirms an element at a school: `evidence_id` is what is counted, so that an event of three
    schools, or a decision about them, is one. Each branch can be empty; none asks only whether a row is there. -#}
with territories_with_support as (
    select distinct schools.half_year, schools.territory
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join (
        select half_year, school_login from {{ ref('int_support_events') }}
        union all
        select half_year, school_login from {{ ref('int_joint_activities') }}
        union all
        select half_year, school_login from {{ ref('int_targeted_support') }}
    ) as supported
        on
            schools.half_year = supported.half_year
            and schools.school_login = supported.school_login
),

open_recommendations as (
    select
        half_years.half_year,
        successors.counted_login as school_login,
        recommendations.recommendation_id,
        rules.kind
    from {{ ref('recommendations') }} as recommendations
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on
            recommendations.half_year <= half_years.half_year
            -- closed in the half-year: it was there for a part of it
            and coalesce(recommendations.closed_half_year, half_years.half_year)
            >= half_years.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and recommendations.school_login = successors.school_login
    inner join (
        select distinct rule, kind from {{ ref('rule_recommendation_rules') }}
    ) as rules on recommendations.rule = rules.rule
),

evidence as (
    select half_year, 'monitoring_dynamics' as element, school_login, school_login as evidence_id
    from {{ ref('int_indicator_schools') }}
    where indicator = '2.1.2' and in_denominator
    union all
    select half_year, 'monitoring_diagnostics' as element, school_login, school_login as evidence_id
    from {{ ref('int_indicator_schools') }}
    where indicator = '2.2' and in_numerator
    union all
    select half_year, 'monitoring_support' as element, school_login, event_id as evidence_id
    from {{ ref('int_support_events') }}
    union all
    select
        half_year, 'monitoring_support' as element, school_login,
        'joint activity ' || activity_id as evidence_id
    from {{ ref('int_joint_activities') }}
    union all
    select half_year, 'analysis_dynamics' as element, school_login, school_login as evidence_id
    from {{ ref('school_dynamics') }}
    where state = 'measured'
    union all
    select half_year, 'analysis_diagnostics' as element, school_login, school_login as evidence_id
    from {{ ref('school_risk') }}
    where measure = 'low_level_share' and state = 'measured'
    union all
    select
        schools.half_year, 'analysis_support' as element, schools.school_login,
        schools.school_login as evidence_id
    from {{ ref('int_indicator_schools') }} as schools
    inner join territories_with_support as supported
        on
            schools.half_year = supported.half_year
            and schools.territory = supported.territory
    where schools.indicator = '2.3.1' and schools.in_denominator
    union all
    select
        half_year,
        case kind
            when 'targeted' then 'targeted_recommendations'
            when 'practice' then 'practice_recommendations'
            when 'material' then 'method_materials'
        end as element,
        school_login,
        recommendation_id as evidence_id
    from open_recommendations
    union all
    select half_year, 'quality_measures' as element, school_login, event_id as evidence_id
    from {{ ref('int_support_events') }}
    where is_documented
    union all
    select
        half_years.half_year, 'quality_measures' as element, successors.counted_login as school_login,
        'measure ' || measures.measure_id as evidence_id
    from {{ ref('measures') }} as measures
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on
            measures.starts_on <= half_years.ends_on
            and coalesce(measures.ends_on, half_years.starts_on) >= half_years.starts_on
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and measures.school_login = successors.school_login
    where measures.status in ('in_progress', 'done')
    union all
    select
        half_year, 'targeted_support' as element, school_login, school_login as evidence_id
    from {{ ref('int_targeted_support') }}
    where has_curator
    union all
    select
        half_year, 'mentor_schools' as element, school_login,
        school_login || ' ' || hub_login as evidence_id
    from {{ ref('int_partnerships') }}
    union all
    -- a decision about an indicator alone names no school, and so no territory
    select
        decisions.half_year, 'decisions' as element, successors.counted_login as school_login,
        decisions.decision_id as evidence_id
    from {{ ref('management_decisions') }} as decisions
    inner join {{ ref('int_decision_findings') }} as findings
        on decisions.decision_id = findings.decision_id
    inner join {{ ref('int_finding_spells') }} as spells
        on
            findings.finding_id = spells.finding_id
            and findings.first_half_year = spells.first_half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            decisions.half_year = successors.half_year
            and spells.school_login = successors.school_login
    where decisions.status <> 'cancelled'
    union all
    select
        half_year, 'effectiveness' as element, school_login,
        school_login || ' ' || measure_kind as evidence_id
    from {{ ref('effectiveness_schools') }}
    where state = 'measured' and measure_kind <> 'any'
)

select distinct
    half_year,
    element,
    school_login,
    evidence_id
from evidence
where element is not null
