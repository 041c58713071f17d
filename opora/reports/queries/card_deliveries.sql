-- One row per dataset that is expected of a school here for the half-year.
SELECT
    expected.school_login, expected.dataset_ru, expected.state, expected.parts_expected,
    expected.parts_delivered, expected.rows_open, expected.due_on
FROM marts.delivery_completeness AS expected
JOIN schools_here ON expected.school_login = schools_here.school_login
WHERE expected.half_year = getvariable('half_year')
ORDER BY expected.dataset_ru
