-- One row per territory directly below the report's: recommendations that stood in the half-year, by outcome.
SELECT
    territories_here.name_ru, count(*) AS recommendations, count(DISTINCT advice.school_id) AS schools,
    count(*) FILTER (advice.half_year = getvariable('half_year')) AS issued_now,
    count(*) FILTER (advice.state = 'open') AS open, count(*) FILTER (advice.state = 'overdue') AS overdue,
    count(*) FILTER (advice.state = 'closed') AS closed
FROM marts.recommendations AS advice
JOIN schools_here ON advice.school_id = schools_here.school_id
JOIN territories_here ON schools_here.part = territories_here.territory
WHERE
    advice.half_year <= getvariable('half_year')
    AND (advice.closed_half_year IS NULL OR advice.closed_half_year >= getvariable('half_year'))
GROUP BY territories_here.name_ru, territories_here.territory
ORDER BY overdue DESC, territories_here.name_ru, territories_here.territory
