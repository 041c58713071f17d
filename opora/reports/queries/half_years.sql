-- The half-years that have a snapshot, oldest first.
SELECT DISTINCT half_year FROM newest.marts.snapshot_manifest ORDER BY half_year
