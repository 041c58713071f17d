-- One row per school here and list (ШНОР, ШНСУ) where it is listed in the year or falls under the rules, gravest first.
SELECT
    statuses.school_login, schools_here.name_ru, statuses.category,
    statuses.is_official, statuses.is_on_cutoff, statuses.valid_from, statuses.valid_to,
    statuses.basis_document, statuses.end_reason,
    statuses.agreement, statuses.computed_state, statuses.is_computed, statuses.computed_reason_ru
FROM marts.school_status AS statuses
JOIN schools_here ON statuses.school_id = schools_here.school_id
WHERE
    statuses.half_year = getvariable('half_year')
    AND statuses.category IN ('lps', 'dcs')
    AND (statuses.is_official OR statuses.is_computed)
ORDER BY
    statuses.category DESC, statuses.is_on_cutoff DESC,
    CASE statuses.agreement WHEN 'agree_listed' THEN 1 WHEN 'official_only' THEN 2 ELSE 3 END,
    schools_here.name_ru, statuses.school_login
