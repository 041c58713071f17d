-- How many findings that stood in the half-year at schools of the report came how far; a finding counts as far as
-- its farthest path goes.
WITH steps AS (
    SELECT
        chains.finding_id, chains.finding_first_half_year,
        bool_or(chains.recommendation_id IS NOT NULL) AS recommendation,
        bool_or(chains.recommendation_id IS NOT NULL AND chains.answer <> 'none') AS answer,
        bool_or(chains.measure_id IS NOT NULL) AS measure,
        bool_or(chains.measure_id IS NOT NULL AND chains.decision_id IS NOT NULL) AS decision,
        bool_or(chains.gap = 'complete') AS review
    FROM marts.traceability AS chains
    JOIN schools_here ON chains.school_id = schools_here.school_id
    WHERE
        chains.gap <> 'not_needed' AND chains.finding_first_half_year <= getvariable('half_year')
        AND chains.finding_last_half_year >= getvariable('half_year')
    GROUP BY chains.finding_id, chains.finding_first_half_year
)

SELECT
    count(*) AS findings, count(*) FILTER (recommendation) AS recommendation, count(*) FILTER (answer) AS answer,
    count(*) FILTER (measure) AS measure, count(*) FILTER (decision) AS decision, count(*) FILTER (review) AS review
FROM steps
