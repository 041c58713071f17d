-- One row per finding of the half-year at a school here, gravest first.
SELECT
    findings.school_login, findings.kind, findings.name_ru, findings.severity, findings.evidence_ru,
    since.name_ru AS since_ru, findings.half_years
FROM marts.findings
JOIN schools_here ON findings.school_id = schools_here.school_id
JOIN marts.dim_half_year AS since ON findings.since = since.half_year
WHERE findings.half_year = getvariable('half_year')
ORDER BY
    CASE findings.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
    findings.kind, findings.finding_id
