-- One row per chain from a finding to its review, of the report's schools: findings that stood in the half-year, and what hangs on none.
SELECT schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM marts.traceability AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
WHERE
    source.finding_id IS NULL
    OR getvariable('half_year') BETWEEN source.finding_first_half_year AND source.finding_last_half_year
ORDER BY territory_ru, school_ru, source.chain
