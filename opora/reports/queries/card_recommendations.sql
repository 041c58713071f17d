-- One row per recommendation about a school here that was given in the half-year or was not closed before it.
SELECT
    advice.school_login, advice.addressee, advice.severity, advice.text_ru, advice.due_on,
    advice.state, advice.days_overdue, advice.answer
FROM marts.recommendations AS advice
JOIN schools_here ON advice.school_id = schools_here.school_id
WHERE
    advice.half_year <= getvariable('half_year')
    AND (advice.closed_half_year IS NULL OR advice.closed_half_year >= getvariable('half_year'))
ORDER BY
    CASE advice.state WHEN 'closed' THEN 2 ELSE 1 END,
    CASE advice.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
    advice.due_on, advice.recommendation_id
