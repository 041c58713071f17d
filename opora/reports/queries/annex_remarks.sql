-- One row per remark of officers on a figure of the report's territories and half-year.
SELECT territories_here.name_ru AS territory_ru, indicators.name_ru AS indicator_ru, source.*
FROM newest.marts.remarks AS source
JOIN territories_here ON source.territory = territories_here.territory
JOIN marts.dim_indicator AS indicators ON source.indicator = indicators.indicator
WHERE source.half_year = getvariable('half_year')
ORDER BY territories_here.depth, territory_ru, indicators.position
