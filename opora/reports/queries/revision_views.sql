-- What the revision of the report holds; the years behind it as they were in force when it was signed, else as
-- last proposed.
CREATE OR REPLACE TEMP VIEW revision_values AS
SELECT * FROM newest.marts.monitoring_snapshot
WHERE half_year = getvariable('half_year') AND revision = getvariable('revision');

CREATE OR REPLACE TEMP VIEW revision_schools AS
SELECT * FROM newest.marts.monitoring_snapshot_schools
WHERE half_year = getvariable('half_year') AND revision = getvariable('revision');

CREATE OR REPLACE TEMP VIEW revision_cells AS
SELECT * FROM newest.marts.monitoring_snapshot_cells
WHERE half_year = getvariable('half_year') AND revision = getvariable('revision');

CREATE OR REPLACE TEMP VIEW values_up_to_now AS
SELECT * FROM revision_values
UNION ALL
SELECT earlier.*
FROM marts.monitoring_snapshot AS earlier
JOIN (
    SELECT half_year, coalesce(max(revision) FILTER (WHERE is_in_force), max(revision)) AS revision
    FROM marts.snapshot_manifest
    WHERE half_year < getvariable('half_year')
    GROUP BY half_year
) AS shown ON earlier.half_year = shown.half_year AND earlier.revision = shown.revision;
