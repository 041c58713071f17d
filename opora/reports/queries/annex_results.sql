-- One row per school, work and session of the half-year, as the revision has it.
SELECT
    schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, procedures.name_ru AS procedure_ru,
    source.*
FROM revision_cells AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
JOIN marts.dim_procedure AS procedures ON source.procedure = procedures.procedure
ORDER BY territory_ru, school_ru, source.school_login, source.procedure, source.assessment_year, source.session
