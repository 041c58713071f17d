with profile_years as (
    select half_year, school_login, max(profile_year) as profile_year
    from {{ ref('int_risk_profiles') }}
    group by half_year, school_login
),

findings as (
    select
        half_year,
        school_login,
        profile_year as list_year,
        risk_factor,
        'profile' as source,
        'significance' as measure,
        cast(null as varchar(20)) as diagnostic_kind,
        cast(null as varchar(200)) as detail,
        significance,
        is_verified,
        cast(null as bigint) as numerator,
        cast(null as bigint) as denominator,
        cast(case significance when 'high' then 3 when 'medium' then 2 else 1 end as double) as value,
        cast(null as double) as threshold,
        cast(null as double) as territory_value,
        'significance_level' as unit,
        'measured' as state,
        '' as flags,
        finding_ru as reason_ru
    from {{ ref('int_risk_profiles') }}
    union all
    select
        evidence.half_year,
        evidence.school_login,
        half_years.calendar_year as list_year,
        evidence.risk_factor,
        'data' as source,
        evidence.measure,
        evidence.diagnostic_kind,
        evidence.detail,
        evidence.significance,
        cast(null as boolean) as is_verified,
        evidence.numerator,
        evidence.denominator,
        evidence.value,
        evidence.threshold,
        evidence.territory_value,
        evidence.unit,
        evidence.state,
        evidence.flags,
        evidence.reason_ru
    from {{ ref('int_risk_evidence') }} as evidence
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on evidence.half_year = half_years.half_year
)

select
    findings.half_year,
    schools.school_id,
    findings.school_login,
    factors.risk_factor_id,
    findings.risk_factor,
    -- a factor that no list has keeps its code; a test says so
    coalesce(factors.name_ru, findings.risk_factor) as name_ru,
    findings.source,
    findings.measure,
    findings.diagnostic_kind,
    findings.detail,
    findings.significance,
    findings.is_verified,
    profile_years.profile_year,
    agreement.agreement,
    findings.numerator,
    findings.denominator,
    findings.value,
    findings.threshold,
    findings.territory_value,
    findings.unit,
    findings.state,
    findings.flags,
    findings.reason_ru
from findings
inner join {{ ref('int_schools') }} as schools on findings.school_login = schools.school_login
inner join {{ ref('int_risk_agreement') }} as agreement
    on
        findings.half_year = agreement.half_year
        and findings.school_login = agreement.school_login
        and findings.risk_factor = agreement.risk_factor
left join {{ ref('int_risk_factor_versions') }} as versions
    on findings.list_year = versions.year and findings.risk_factor = versions.risk_factor
left join {{ ref('dim_risk_factor') }} as factors
    on
        versions.first_year = factors.first_year
        and versions.risk_factor = factors.risk_factor
left join profile_years
    on
        findings.half_year = profile_years.half_year
        and findings.school_login = profile_years.school_login
