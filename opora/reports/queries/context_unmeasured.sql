-- One row per subject area and reason why a result can't be set against the context: schools here.
SELECT context.subject_area, context.reason_ru, count(*) AS schools
FROM marts.school_context AS context
JOIN schools_here ON context.school_id = schools_here.school_id
WHERE context.half_year = getvariable('half_year') AND context.state <> 'measured'
GROUP BY context.subject_area, context.reason_ru
ORDER BY context.subject_area, schools DESC, context.reason_ru
