-- One row per kind of measure that schools of the report have: its effect in all schools that are compared, in points
-- (100 to a standard deviation, as the sentences of the mart say it).
WITH RECURSIVE above AS (
    SELECT territory, parent FROM marts.dim_territory WHERE territory = getvariable('territory')
    UNION ALL
    SELECT dim_territory.territory, dim_territory.parent
    FROM above
    JOIN marts.dim_territory ON above.parent = dim_territory.territory
),

here AS (
    SELECT own.measure_kind, count(*) AS schools_here
    FROM marts.effectiveness_schools AS own
    JOIN schools_here ON own.school_id = schools_here.school_id
    WHERE own.half_year = getvariable('half_year')
    GROUP BY own.measure_kind
)

SELECT
    effects.measure_kind, effects.measure_kind_ru, effects.population, territories.name_ru AS population_ru,
    effects.state, effects.reason_ru, effects.schools, here.schools_here, effects.estimated_schools,
    effects.comparable_schools, effects.with_other_kinds,
    100 * effects.raw_change AS raw_change, 100 * effects.effect AS effect,
    100 * effects.interval_low AS interval_low, 100 * effects.interval_high AS interval_high,
    100 * effects.comparable_change AS comparable_change,
    100 * effects.regression_to_the_mean AS regression_to_the_mean,
    effects.p_value, effects.is_descriptive, effects.verdict, effects.verdict_reason_ru
FROM marts.effectiveness AS effects
JOIN above ON effects.population = above.territory
JOIN marts.dim_territory AS territories ON effects.population = territories.territory
JOIN here ON effects.measure_kind = here.measure_kind
WHERE effects.half_year = getvariable('half_year')
ORDER BY effects.measure_kind <> 'any', effects.measure_kind_ru
