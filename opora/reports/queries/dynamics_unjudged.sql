-- One row per reason why results can't be compared with the year before: the schools here.
SELECT dynamics.reason_ru, count(*) AS schools, list(schools_here.name_ru ORDER BY schools_here.name_ru) AS names
FROM marts.school_dynamics AS dynamics
JOIN schools_here ON dynamics.school_id = schools_here.school_id
WHERE dynamics.half_year = getvariable('half_year') AND dynamics.direction = 'not_judged'
GROUP BY dynamics.reason_ru
ORDER BY schools DESC, dynamics.reason_ru
