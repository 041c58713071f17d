-- The results (school, work, session) that the revision has for the report's schools, and how many of them are of few participants
-- or carry a marker.
SELECT
    count(*) AS cells,
    count(*) FILTER (WHERE cells.flags LIKE '%u%') AS unreliable,
    count(*) FILTER (WHERE cells.state = 'suppressed') AS suppressed,
    count(*) FILTER (WHERE cells.objectivity_markers <> '') AS marked
FROM revision_cells AS cells
JOIN schools_here ON cells.school_id = schools_here.school_id
