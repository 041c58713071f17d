-- One row per school here and subject area: its results against what its conditions let expect.
SELECT
    contexts.school_login, contexts.subject_area, contexts.wellbeing_index, contexts.state, contexts.reason_ru,
    contexts.flags, contexts.actual, contexts.expected, contexts.shrunken_residual, contexts.interval_low,
    contexts.interval_high, contexts.against_expectation, contexts.is_resilient,
    contexts.fail_share, contexts.usual_fail_share, contexts.funnel_position
FROM marts.school_context AS contexts
JOIN schools_here ON contexts.school_id = schools_here.school_id
WHERE contexts.half_year = getvariable('half_year')
ORDER BY contexts.subject_area
