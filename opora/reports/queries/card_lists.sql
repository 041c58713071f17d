-- One row per school here and category: lps and dcs of each, hub where it is or was listed.
SELECT
    statuses.school_login, statuses.category, statuses.is_official, statuses.is_on_cutoff,
    statuses.valid_from, statuses.valid_to, statuses.basis_document, statuses.end_reason,
    statuses.computed_state, statuses.is_computed, statuses.computed_reason_ru, statuses.agreement
FROM marts.school_status AS statuses
JOIN schools_here ON statuses.school_id = schools_here.school_id
WHERE
    statuses.half_year = getvariable('half_year')
    AND (statuses.category <> 'hub' OR statuses.is_official)
ORDER BY CASE statuses.category WHEN 'lps' THEN 1 WHEN 'dcs' THEN 2 ELSE 3 END
