-- One row per territory directly below the report's and subject area: schools against what their context lets expect.
SELECT
    schools_here.part, territories_here.name_ru, context.subject_area,
    count(*) AS schools,
    count(*) FILTER (WHERE context.state = 'measured') AS measured,
    count(*) FILTER (WHERE context.against_expectation = 'above') AS above,
    count(*) FILTER (WHERE context.against_expectation = 'as_expected') AS as_expected,
    count(*) FILTER (WHERE context.against_expectation = 'below') AS below,
    count(*) FILTER (WHERE context.is_resilient) AS resilient,
    count(context.funnel_position) AS in_funnel,
    count(*) FILTER (WHERE context.funnel_position IN ('above', 'far_above')) AS funnel_above,
    count(*) FILTER (WHERE context.funnel_position IN ('below', 'far_below')) AS funnel_below
FROM marts.school_context AS context
JOIN schools_here ON context.school_id = schools_here.school_id
JOIN territories_here ON schools_here.part = territories_here.territory
WHERE context.half_year = getvariable('half_year')
GROUP BY schools_here.part, territories_here.name_ru, context.subject_area
ORDER BY context.subject_area, territories_here.name_ru, schools_here.part
