{#- Spells are made here and not read from `since`: when a school joins another one, the finding of
    the other may become older overnight, and is the same finding with the same recommendations. -#}
with half_years as (
    select
        half_year,
        starts_on,
        ends_on,
        is_latest,
        row_number() over (order by starts_on) as half_year_number
    from {{ ref('int_monitored_half_years') }}
),

recommendable as (
    select distinct half_year, finding_id
    from {{ ref('int_recommendable') }}
),

standing as (
    select
        findings.finding_id,
        findings.half_year,
        findings.since,
        case when recommendable.finding_id is not null then 1 else 0 end as recommendable,
        half_years.half_year_number
        - row_number() over (partition by findings.finding_id order by findings.half_year) as spell
    from {{ ref('int_findings') }} as findings
    inner join half_years on findings.half_year = half_years.half_year
    left join recommendable
        on
            findings.half_year = recommendable.half_year
            and findings.finding_id = recommendable.finding_id
),

spells as (
    select
        finding_id,
        spell,
        min(half_year) as first_half_year,
        max(half_year) as last_half_year,
        min(since) as since,
        max(recommendable) = 1 as is_recommendable
    from standing
    group by finding_id, spell
),

-- what a half-year's analysis finds is decided upon in the half-year after it
calendar as (
    select
        half_year,
        starts_on,
        coalesce(lead(ends_on) over (order by starts_on), ends_on) as next_ends_on
    from {{ ref('int_half_years') }}
)

select
    spells.finding_id,
    spells.first_half_year,
    spells.last_half_year,
    spells.since,
    half_years.is_latest as is_standing,
    spells.is_recommendable,
    began.starts_on as decided_from,
    ended.next_ends_on as decided_to,
    findings.school_login,
    findings.kind,
    findings.indicator,
    findings.severity,
    findings.evidence_ru
from spells
inner join {{ ref('int_findings') }} as findings
    on
        spells.finding_id = findings.finding_id
        and spells.last_half_year = findings.half_year
inner join half_years on spells.last_half_year = half_years.half_year
inner join calendar as began on spells.since = began.half_year
inner join calendar as ended on spells.last_half_year = ended.half_year
