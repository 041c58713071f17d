-- One row per rule by which rows of the half-year were rejected and still wait, in the whole release.
SELECT dataset_ru, rule_ru, rows_rejected, rows_open, schools
FROM marts.quarantine_summary
WHERE half_year = getvariable('half_year') AND rows_open > 0
ORDER BY rows_open DESC, dataset_ru, rule_ru
