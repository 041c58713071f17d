-- One row per dataset and sender of the report's territory that has not delivered all that is expected, the gravest first.
SELECT
    expected.dataset_ru, expected.severity, expected.state, expected.due_on, expected.rows_open,
    expected.parts_expected, expected.parts_delivered, expected.school_login,
    territories_here.name_ru AS territory_ru
FROM marts.delivery_completeness AS expected
JOIN territories_here ON expected.territory = territories_here.territory
WHERE expected.half_year = getvariable('half_year') AND expected.state <> 'delivered'
ORDER BY
    CASE expected.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END,
    CASE expected.state WHEN 'missing' THEN 1 WHEN 'rejected' THEN 2 ELSE 3 END,
    expected.dataset_ru, expected.school_login
