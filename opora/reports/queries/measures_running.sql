-- One row per measure and school of the report that takes it, of those that ran in the half-year or are overdue.
SELECT
    measures.measure_id, schools_here.school_login, measures.kind_ru, measures.starts_on, measures.ends_on,
    measures.state, measures.days_overdue, measures.recommendation_state, measures.sentence_ru
FROM marts.measures
JOIN schools_here ON measures.school_id = schools_here.school_id
JOIN marts.dim_half_year AS span ON span.half_year = getvariable('half_year')
WHERE
    measures.starts_on <= span.ends_on
    AND (
        measures.ends_on IS NULL OR measures.ends_on >= span.starts_on OR measures.state = 'overdue'
    )
ORDER BY measures.days_overdue DESC NULLS LAST, measures.starts_on, measures.measure_id, schools_here.school_login
