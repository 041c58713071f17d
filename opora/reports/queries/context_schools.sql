-- One row per school here and subject area: its result beside what its context lets expect, and its place in the funnel.
-- Results are in points, 100 to a standard deviation of the participants, as the sections on effects and the cards have them.
SELECT
    context.school_login, schools_here.name_ru, context.subject_area, context.participants,
    context.wellbeing_index, context.state, context.reason_ru, context.flags,
    100 * context.actual AS actual, 100 * context.expected AS expected,
    100 * context.shrunken_residual AS shrunken_residual,
    100 * context.interval_low AS interval_low, 100 * context.interval_high AS interval_high,
    context.against_expectation, context.is_resilient,
    context.funnel_participants, context.fail_share, context.usual_fail_share,
    context.funnel_deviation, context.funnel_position
FROM marts.school_context AS context
JOIN schools_here ON context.school_id = schools_here.school_id
WHERE context.half_year = getvariable('half_year')
ORDER BY context.subject_area, schools_here.name_ru, context.school_login
