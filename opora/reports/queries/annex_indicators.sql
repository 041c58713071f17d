-- One row per half-year up to the report's, territory and indicator: plan and fact, as in force then.
SELECT
    territories_here.name_ru AS territory_ru, indicators.name_ru AS indicator_ru,
    source.value - source.plan AS deviation, source.*
FROM values_up_to_now AS source
JOIN territories_here ON source.territory = territories_here.territory
JOIN marts.dim_indicator AS indicators ON source.indicator = indicators.indicator
ORDER BY source.half_year DESC, territories_here.depth, territory_ru, indicators.position
