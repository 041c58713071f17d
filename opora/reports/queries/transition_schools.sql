-- One row per school of the report that is supported or was: its stage, and how far its roadmap is.
SELECT way.school_login, way.stage, way.stage_ru, way.milestones, way.done, way.overdue, way.text_ru
FROM marts.school_transition AS way
JOIN schools_here ON way.school_id = schools_here.school_id
WHERE way.half_year = getvariable('half_year')
ORDER BY way.overdue DESC, schools_here.name_ru, way.school_login
