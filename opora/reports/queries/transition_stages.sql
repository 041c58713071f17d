-- One row per stage on the way into the effective mode: schools of the report's territory there.
SELECT stage, name_ru, schools, low_performing_schools, followed_schools, share, state
FROM marts.transition_by_territory
WHERE half_year = getvariable('half_year') AND territory = getvariable('territory')
ORDER BY position
