-- One row per block of diagnostics in which the analysis found a deficit: at how many schools of the report.
SELECT
    findings.name_ru, count(DISTINCT findings.school_id) AS schools,
    count(DISTINCT findings.school_id) FILTER (findings.severity = 'high') AS high,
    count(DISTINCT findings.school_id) FILTER (findings.is_listed) AS listed
FROM marts.findings
JOIN schools_here ON findings.school_id = schools_here.school_id
WHERE findings.half_year = getvariable('half_year') AND findings.kind = 'competence_deficit'
GROUP BY findings.name_ru
ORDER BY schools DESC, high DESC, findings.name_ru
