-- Recommendations to schools of the report, given up to the half-year, that are overdue on the day the release knows.
SELECT
    count(*) AS overdue, count(DISTINCT advice.school_id) AS schools, max(advice.days_overdue) AS most_days,
    count(*) FILTER (WHERE advice.answer = 'none') AS without_answer
FROM marts.recommendations AS advice
JOIN schools_here ON advice.school_id = schools_here.school_id
WHERE advice.half_year <= getvariable('half_year') AND advice.state = 'overdue'
