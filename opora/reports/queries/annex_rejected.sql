-- One row per rejected row and rule of the half-year that names a school of the report or none.
SELECT schools_here.name_ru AS school_ru, source.*
FROM marts.quarantine_rows AS source
LEFT JOIN schools_here ON source.school_login = schools_here.school_login
WHERE
    source.half_year = getvariable('half_year')
    AND (source.school_login IS NULL OR schools_here.school_login IS NOT NULL)
ORDER BY source.path, source.sheet, source.row_no, source.rule_id
