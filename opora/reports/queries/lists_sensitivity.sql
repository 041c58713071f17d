-- One row per school here, list and rule moved by one step that would change its computed status.
SELECT
    moved.category, moved.scenario, moved.name_ru AS scenario_ru, moved.effect,
    moved.school_login, schools_here.name_ru
FROM marts.school_status_sensitivity AS moved
JOIN schools_here ON moved.school_id = schools_here.school_id
WHERE moved.half_year = getvariable('half_year')
ORDER BY moved.category DESC, moved.scenario, schools_here.name_ru, moved.school_login
