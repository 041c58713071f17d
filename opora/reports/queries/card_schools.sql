-- One row per school here: what the catalogue knows of it today.
SELECT
    schools.school_login, schools.name_ru, schools.kind, schools.settlement_kind,
    schools.opened_on, schools.closed_on, parents.name_ru AS parent_ru, successors.name_ru AS successor_ru
FROM marts.dim_school AS schools
JOIN schools_here ON schools.school_id = schools_here.school_id
LEFT JOIN marts.dim_school AS parents ON schools.parent_login = parents.school_login
LEFT JOIN marts.dim_school AS successors ON schools.successor_login = successors.school_login
ORDER BY schools.school_login
