-- One row per territory directly below the report's: how many deliveries are expected from it, and what came of them.
SELECT
    territories_here.part, parts.name_ru,
    count(*) AS expected,
    count(*) FILTER (WHERE deliveries.state = 'delivered') AS delivered,
    count(*) FILTER (WHERE deliveries.state = 'partly') AS partly,
    count(*) FILTER (WHERE deliveries.state IN ('missing', 'rejected')) AS missing
FROM marts.delivery_completeness AS deliveries
JOIN territories_here ON deliveries.territory = territories_here.territory
JOIN territories_here AS parts ON territories_here.part = parts.territory
WHERE deliveries.half_year = getvariable('half_year')
GROUP BY territories_here.part, parts.name_ru
ORDER BY missing DESC, partly DESC, parts.name_ru
