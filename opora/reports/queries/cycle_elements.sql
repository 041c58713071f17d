-- One row per element of the management cycle, in the order of the programme document.
SELECT position, stage_ru, name_ru, state, schools_concerned, schools_covered, evidence_ru, missing_ru
FROM marts.cycle_completeness
WHERE half_year = getvariable('half_year') AND territory = getvariable('territory')
ORDER BY position
