-- One row per school here whose results got worse, by more than chance explains, in the half-year; the gravest first.
SELECT findings.school_login, schools_here.name_ru
FROM marts.findings
JOIN schools_here ON findings.school_id = schools_here.school_id
WHERE
    findings.half_year = getvariable('half_year')
    AND findings.kind = 'negative_dynamics' AND findings.basis = 'reliable'
ORDER BY findings.value DESC, schools_here.name_ru
