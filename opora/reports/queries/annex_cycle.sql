-- One row per territory of the report and element of the management cycle.
SELECT territories_here.name_ru AS territory_ru, source.*
FROM marts.cycle_completeness AS source
JOIN territories_here ON source.territory = territories_here.territory
WHERE source.half_year = getvariable('half_year')
ORDER BY territories_here.depth, territory_ru, source.position
