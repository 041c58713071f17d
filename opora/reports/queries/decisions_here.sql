-- One row per decision of the half-year, or overdue from before, that concerns schools of the report. One that names
-- no school has no territory either: it stands in the report of all schools only.
WITH reached AS (
    SELECT
        chains.decision_id, count(DISTINCT schools_here.school_id) AS schools,
        bool_or(chains.school_id IS NOT NULL) AS names_schools
    FROM marts.traceability AS chains
    LEFT JOIN schools_here ON chains.school_id = schools_here.school_id
    WHERE chains.decision_id IS NOT NULL
    GROUP BY chains.decision_id
),

everywhere AS (
    SELECT count(*) = 0 AS is_all
    FROM revision_schools
    ANTI JOIN schools_here ON revision_schools.school_id = schools_here.school_id
)

SELECT
    taken.decision_id, taken.issuer, taken.number, taken.decided_on, taken.text_ru, taken.responsible, taken.due_on,
    taken.state, taken.days_overdue, taken.leads_back_through, taken.broken_links, taken.findings_before,
    reached.schools, everywhere.is_all
FROM marts.management_decisions AS taken
JOIN marts.dim_half_year AS span ON span.half_year = getvariable('half_year')
LEFT JOIN reached ON taken.decision_id = reached.decision_id
CROSS JOIN everywhere
WHERE
    (taken.decided_on BETWEEN span.starts_on AND span.ends_on
        OR (taken.state = 'overdue' AND taken.decided_on <= span.ends_on))
    AND (reached.schools > 0 OR (NOT coalesce(reached.names_schools, false) AND everywhere.is_all))
ORDER BY taken.days_overdue DESC NULLS LAST, taken.decided_on, taken.decision_id
