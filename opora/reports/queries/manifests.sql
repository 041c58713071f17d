-- The revisions of the half-year, oldest first.
SELECT revision, revision_state, is_in_force, content_hash, causes_ru, approved_by, in_force_from, made_at, release
FROM newest.marts.snapshot_manifest
WHERE half_year = getvariable('half_year')
ORDER BY revision
