-- One row per school and work, of the report's schools and half-year: two years side by side.
SELECT
    schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, procedures.name_ru AS procedure_ru,
    source.*
FROM marts.school_dynamics_procedures AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
JOIN marts.dim_procedure AS procedures ON source.procedure = procedures.procedure
WHERE source.half_year = getvariable('half_year')
ORDER BY territory_ru, school_ru, source.school_login, source.procedure, source.session
