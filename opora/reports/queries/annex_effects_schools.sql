-- One row per school and kind of measure, of the report's schools: how its results changed, in points (100 to a standard deviation).
SELECT
    schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru,
    100 * source.raw_change AS raw_points, 100 * source.comparable_change AS comparable_points,
    100 * source.effect AS effect_points, 100 * source.interval_low AS low_points,
    100 * source.interval_high AS high_points, source.*
FROM marts.effectiveness_schools AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
WHERE source.half_year = getvariable('half_year')
ORDER BY territory_ru, school_ru, source.school_login, source.measure_kind
