-- The schools of the report with a social well-being index, and those without one.
SELECT
    count(*) AS schools,
    count(*) FILTER (WHERE conditions.state = 'measured') AS measured
FROM marts.social_wellbeing_index AS conditions
JOIN schools_here ON conditions.school_id = schools_here.school_id
WHERE conditions.half_year = getvariable('half_year')
