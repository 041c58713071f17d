-- One row per measure of the report's schools that began by the end of the half-year.
SELECT schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM marts.measures AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
JOIN marts.dim_half_year AS span ON span.half_year = getvariable('half_year')
WHERE source.starts_on <= span.ends_on
ORDER BY territory_ru, school_ru, source.starts_on, source.measure_id
