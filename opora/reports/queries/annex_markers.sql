-- One row per school, work and marker of results that look too good, of the report's schools and half-year.
SELECT
    schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, procedures.name_ru AS procedure_ru,
    source.*
FROM marts.objectivity_markers AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
JOIN marts.dim_procedure AS procedures ON source.procedure = procedures.procedure
WHERE source.half_year = getvariable('half_year')
ORDER BY territory_ru, school_ru, source.school_login, source.procedure, source.marker
