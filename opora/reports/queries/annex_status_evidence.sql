-- One row per school, list and rule with what it rests on, of the report's schools and half-year.
SELECT schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM marts.school_status_evidence AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
WHERE source.half_year = getvariable('half_year')
ORDER BY territory_ru, school_ru, source.school_login, source.category, source.rule, source.procedure
