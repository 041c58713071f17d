-- The newest half-year and the newest that is signed.
SELECT DISTINCT half_year
FROM (
    SELECT max(half_year) AS half_year FROM newest.marts.snapshot_manifest
    UNION ALL
    SELECT max(half_year) FILTER (WHERE is_in_force) AS half_year FROM newest.marts.snapshot_manifest
)
WHERE half_year IS NOT NULL
ORDER BY half_year
