-- One row per measure that a school here has begun by the end of the half-year, newest first.
SELECT
    schools_here.school_login, measures.measure_id, measures.kind_ru, measures.starts_on, measures.ends_on,
    measures.responsible, measures.state, measures.days_overdue, advice.text_ru AS recommendation_ru
FROM marts.measures
JOIN schools_here ON measures.school_id = schools_here.school_id
JOIN marts.dim_half_year AS span ON span.half_year = getvariable('half_year')
LEFT JOIN marts.recommendations AS advice ON measures.recommendation_id = advice.recommendation_id
WHERE measures.starts_on <= span.ends_on
ORDER BY measures.starts_on DESC, measures.measure_id
