-- One row per finding of the half-year at a school here, gravest first.
SELECT
    findings.school_login, findings.kind, findings.name_ru, findings.indicator, findings.severity,
    findings.value, findings.half_years
FROM marts.findings
JOIN schools_here ON findings.school_id = schools_here.school_id
WHERE findings.half_year = getvariable('half_year')
ORDER BY
    CASE findings.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
    findings.kind, findings.value DESC NULLS LAST, findings.finding_id
