-- One row per school here: its dynamics, its lists of the year, and what indicator 2.1.2 made of it; the gravest first.
SELECT
    dynamics.school_login, schools_here.name_ru,
    coalesce(listed.is_lps, false) AS is_lps, coalesce(listed.is_dcs, false) AS is_dcs,
    dynamics.state, dynamics.judged_on, dynamics.direction, dynamics.reason_ru,
    dynamics.participants, dynamics.fail_share, dynamics.fail_share_before, dynamics.raw_change,
    dynamics.shrunken_change, dynamics.interval_low, dynamics.interval_high,
    dynamics.relative_position, dynamics.relative_position_before, dynamics.relative_position_change,
    counted.in_denominator, counted.in_numerator, counted.reason AS counted_reason
FROM marts.school_dynamics AS dynamics
JOIN schools_here ON dynamics.school_id = schools_here.school_id
LEFT JOIN revision_schools AS counted
    ON dynamics.school_id = counted.school_id AND counted.indicator = '2.1.2'
LEFT JOIN (
    SELECT school_id, bool_or(category = 'lps') AS is_lps, bool_or(category = 'dcs') AS is_dcs
    FROM marts.school_status
    WHERE half_year = getvariable('half_year') AND category IN ('lps', 'dcs') AND is_official
    GROUP BY school_id
) AS listed ON dynamics.school_id = listed.school_id
WHERE dynamics.half_year = getvariable('half_year')
ORDER BY
    dynamics.shrunken_change DESC NULLS LAST, dynamics.raw_change DESC NULLS LAST,
    schools_here.name_ru, dynamics.school_login
