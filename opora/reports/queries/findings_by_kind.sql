-- One row per kind of finding of the half-year, of the report's schools: how many, of which severity, in how many schools.
SELECT
    findings.kind, count(*) AS findings, count(DISTINCT findings.school_id) AS schools,
    count(*) FILTER (WHERE findings.severity = 'high') AS high,
    count(*) FILTER (WHERE findings.severity = 'medium') AS medium,
    count(*) FILTER (WHERE findings.severity = 'low') AS low
FROM marts.findings
JOIN schools_here ON findings.school_id = schools_here.school_id
WHERE findings.half_year = getvariable('half_year')
GROUP BY findings.kind
ORDER BY high DESC, findings DESC, findings.kind
