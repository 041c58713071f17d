-- One row per assessment procedure kind, year and session of the half-year, of the report's schools, as the revision has them.
SELECT
    procedures.procedure_kind_name_ru AS kind_ru, cells.assessment_year, cells.session,
    count(DISTINCT cells.procedure) AS procedures, count(DISTINCT cells.school_id) AS schools,
    sum(cells.participants)::BIGINT AS participants, bool_or(cells.is_used) AS is_used
FROM revision_cells AS cells
JOIN schools_here ON cells.school_id = schools_here.school_id
JOIN marts.dim_procedure AS procedures ON cells.procedure = procedures.procedure
GROUP BY procedures.procedure_kind_name_ru, cells.assessment_year, cells.session
ORDER BY kind_ru, cells.assessment_year, cells.session
