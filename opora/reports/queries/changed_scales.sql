-- One row per work whose scale changed since the year before: how many of the report's schools took it.
SELECT procedures.name_ru, count(DISTINCT dynamics.school_id) AS schools
FROM marts.school_dynamics_procedures AS dynamics
JOIN schools_here ON dynamics.school_id = schools_here.school_id
JOIN marts.dim_procedure AS procedures ON dynamics.procedure = procedures.procedure
WHERE dynamics.half_year = getvariable('half_year') AND NOT dynamics.is_comparable
GROUP BY procedures.name_ru
ORDER BY procedures.name_ru
