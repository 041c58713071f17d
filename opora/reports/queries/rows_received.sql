-- The files of the half-year and their rows, in the whole release: a file may hold rows of several territories. Rows that
-- were read again are counted once.
SELECT
    count(DISTINCT path) FILTER (WHERE NOT is_rereading) AS files,
    coalesce(sum(rows_received) FILTER (WHERE NOT is_rereading), 0)::BIGINT AS received,
    coalesce(sum(rows_accepted) FILTER (WHERE NOT is_rereading), 0)::BIGINT AS accepted,
    coalesce(sum(rows_quarantined) FILTER (WHERE NOT is_rereading), 0)::BIGINT AS quarantined,
    coalesce(sum(rows_accepted) FILTER (WHERE is_rereading), 0)::BIGINT AS accepted_later,
    coalesce(sum(rows_open), 0)::BIGINT AS open,
    count(DISTINCT path) FILTER (WHERE status IN ('refused', 'blocked') AND resolved_by IS NULL) AS refused
FROM marts.deliveries
WHERE half_year = getvariable('half_year')
