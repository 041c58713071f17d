-- One row per school here, work of the half-year and marker that it carries.
SELECT
    markers.school_login, schools_here.name_ru, schools_here.part, territories_here.name_ru AS part_ru,
    procedures.name_ru AS procedure_ru, markers.marker, markers.participants, markers.state, markers.reason_ru
FROM marts.objectivity_markers AS markers
JOIN schools_here ON markers.school_id = schools_here.school_id
JOIN territories_here ON schools_here.part = territories_here.territory
JOIN marts.dim_procedure AS procedures ON markers.procedure = procedures.procedure
WHERE markers.half_year = getvariable('half_year')
ORDER BY schools_here.name_ru, markers.school_login, procedures.name_ru, markers.marker
