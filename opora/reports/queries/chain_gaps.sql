-- One row per first missing link of the broken chains of findings that stood in the half-year: findings and schools.
SELECT
    chains.gap, count(DISTINCT (chains.finding_id, chains.finding_first_half_year)) AS findings,
    count(DISTINCT chains.school_id) AS schools, max(chains.days_late) AS days_late
FROM marts.traceability AS chains
JOIN schools_here ON chains.school_id = schools_here.school_id
WHERE
    chains.chain_state = 'broken' AND chains.finding_first_half_year <= getvariable('half_year')
    AND chains.finding_last_half_year >= getvariable('half_year')
GROUP BY chains.gap
ORDER BY findings DESC, chains.gap
