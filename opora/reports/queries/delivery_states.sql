-- One row per dataset expected for the half-year: who of the report's territory was to deliver it, and who did.
SELECT
    expected.dataset, expected.dataset_ru, expected.severity, expected.due_on,
    count(*) AS senders,
    count(*) FILTER (WHERE expected.state = 'delivered' AND expected.timeliness <> 'late') AS delivered,
    count(*) FILTER (WHERE expected.state = 'delivered' AND expected.timeliness = 'late') AS late,
    count(*) FILTER (WHERE expected.state = 'partly') AS partly,
    count(*) FILTER (WHERE expected.state = 'rejected') AS rejected,
    count(*) FILTER (WHERE expected.state = 'missing') AS missing,
    bool_and(expected.timeliness = 'not_judged') AS is_not_judged
FROM marts.delivery_completeness AS expected
JOIN territories_here ON expected.territory = territories_here.territory
WHERE expected.half_year = getvariable('half_year')
GROUP BY expected.dataset, expected.dataset_ru, expected.severity, expected.due_on
ORDER BY
    CASE expected.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, expected.dataset_ru
