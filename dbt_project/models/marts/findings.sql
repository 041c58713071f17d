select
    findings.half_year,
    findings.finding_id,
    schools.school_id,
    findings.school_login,
    findings.territory,
    findings.kind,
    findings.detail,
    findings.detail_ru as name_ru,
    findings.subject_area,
    findings.risk_factor,
    findings.indicator,
    findings.severity,
    findings.basis,
    case when findings.value is null then 'not_applicable' else 'measured' end as state,
    findings.value,
    findings.threshold,
    findings.unit,
    findings.evidence_ru,
    findings.is_listed,
    findings.since,
    cast(findings.half_years as bigint) as half_years
from {{ ref('int_findings') }} as findings
inner join {{ ref('int_schools') }} as schools on findings.school_login = schools.school_login
