-- One row per rejected row of the half-year that names a school here and waits for a correction, and its reason.
SELECT
    rejected.school_login, rejected.dataset_ru, rejected.path, rejected.sheet, rejected.row_no, rejected.reason_ru
FROM marts.quarantine_rows AS rejected
JOIN schools_here ON rejected.school_login = schools_here.school_login
WHERE rejected.half_year = getvariable('half_year') AND rejected.resolution = 'open'
ORDER BY rejected.path, rejected.row_no, rejected.rule_id
