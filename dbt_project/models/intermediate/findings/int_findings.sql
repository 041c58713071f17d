{%- set kinds = [
    'status', 'weak_procedure', 'dynamics', 'risk', 'competence', 'indicator'
] -%}
with found as (
    {%- for kind in kinds %}
    select
        half_year, school_login, kind, detail, detail_ru, subject_area, risk_factor, indicator,
        basis, value, threshold, unit, evidence_ru
    from {{ ref('int_' ~ kind ~ '_findings') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

numbered as (
    select half_year, row_number() over (order by half_year) as half_year_number
    from {{ ref('int_monitored_half_years') }}
),

judged as (
    select
        found.*,
        numbered.half_year_number,
        schools.territory,
        severities.severity,
        found.school_login || '/' || found.kind
        || case when found.detail = '' then '' else '/' || found.detail end as finding_id
    from found
    inner join numbered on found.half_year = numbered.half_year
    inner join {{ ref('int_schools_by_half_year') }} as schools
        on
            found.half_year = schools.half_year
            and found.school_login = schools.school_login
            and schools.not_open_reason is null
    left join {{ ref('rule_finding_severities') }} as severities
        on found.kind = severities.finding and found.basis = severities.basis
    -- a blank severity finds nothing; a basis that the rules forget must not get lost without a word
    where severities.finding is null or severities.severity is not null
),

-- every half-year up to this one in which the same was found, at the school or at one that went into
-- it; what two of these had at once counts once
counted as (
    select
        judged.half_year,
        judged.half_year_number,
        judged.finding_id,
        earlier.half_year as stay_half_year,
        earlier.half_year_number as stay_number,
        dense_rank() over (
            partition by judged.half_year, judged.finding_id
            order by earlier.half_year_number desc
        ) as place
    from judged
    inner join {{ ref('int_school_successors') }} as successors
        on
            judged.half_year = successors.half_year
            and judged.school_login = successors.counted_login
    inner join judged as earlier
        on
            successors.school_login = earlier.school_login
            and judged.kind = earlier.kind
            and judged.detail = earlier.detail
            and judged.half_year_number >= earlier.half_year_number
),

-- without a gap the half-years are as many as lie between
spells as (
    select half_year, finding_id, min(stay_half_year) as since, max(place) as half_years
    from counted
    where half_year_number - stay_number = place - 1
    group by half_year, finding_id
),

listed as (
    select half_year, school_login
    from {{ ref('int_listed_schools') }}
    where is_lps or is_dcs
    union distinct
    select half_year, school_login
    from {{ ref('int_status_findings') }}
)

select
    judged.half_year,
    judged.finding_id,
    judged.school_login,
    judged.territory,
    judged.kind,
    judged.detail,
    judged.detail_ru,
    judged.subject_area,
    judged.risk_factor,
    judged.indicator,
    judged.severity,
    judged.basis,
    judged.value,
    judged.threshold,
    judged.unit,
    judged.evidence_ru,
    listed.school_login is not null as is_listed,
    spells.since,
    spells.half_years
from judged
inner join spells
    on judged.half_year = spells.half_year and judged.finding_id = spells.finding_id
left join listed
    on judged.half_year = listed.half_year and judged.school_login = listed.school_login
