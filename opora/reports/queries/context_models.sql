-- One row per subject area with results here: what the model and the funnel of its population hold.
SELECT
    models.population, models.subject_area, models.state, models.reason_ru, models.schools,
    models.explained_share, models.funnel_schools, models.funnel_share, models.overdispersion,
    models.funnel_warning_deviations, models.funnel_alarm_deviations
FROM marts.context_models AS models
WHERE
    models.half_year = getvariable('half_year')
    AND models.population IN (
        SELECT context.population
        FROM marts.school_context AS context
        JOIN schools_here ON context.school_id = schools_here.school_id
        WHERE context.half_year = getvariable('half_year')
    )
ORDER BY models.subject_area, models.population
