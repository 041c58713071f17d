-- One row per kind, addressee and outcome of the recommendations that stood in the half-year, of the report's schools.
SELECT
    advice.kind, advice.addressee,
    CASE
        WHEN advice.closed_half_year > getvariable('half_year') THEN 'later'
        ELSE coalesce(advice.closed_reason, advice.state)
    END AS outcome,
    count(*) AS recommendations, count(DISTINCT advice.school_id) AS schools,
    count(*) FILTER (advice.half_year = getvariable('half_year')) AS issued_now
FROM marts.recommendations AS advice
JOIN schools_here ON advice.school_id = schools_here.school_id
WHERE
    advice.half_year <= getvariable('half_year')
    AND (advice.closed_half_year IS NULL OR advice.closed_half_year >= getvariable('half_year'))
GROUP BY ALL
ORDER BY ALL
