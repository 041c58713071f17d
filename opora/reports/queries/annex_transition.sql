-- One row per supported school: how far it has come, of the report's schools and half-year.
SELECT schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM marts.school_transition AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
WHERE source.half_year = getvariable('half_year')
ORDER BY territory_ru, school_ru, source.school_login
