-- One row per territory directly below the report's and whether schools were on a list in the year: how results moved.
SELECT
    schools_here.part, territories_here.name_ru, listed.school_id IS NOT NULL AS is_listed,
    count(*) AS schools,
    count(*) FILTER (WHERE dynamics.direction = 'improved') AS improved,
    count(*) FILTER (WHERE dynamics.direction = 'mixed') AS mixed,
    count(*) FILTER (WHERE dynamics.direction = 'unchanged') AS unchanged,
    count(*) FILTER (WHERE dynamics.direction = 'worsened') AS worsened,
    count(*) FILTER (WHERE dynamics.direction = 'not_judged') AS not_judged
FROM marts.school_dynamics AS dynamics
JOIN schools_here ON dynamics.school_id = schools_here.school_id
JOIN territories_here ON schools_here.part = territories_here.territory
LEFT JOIN (
    SELECT DISTINCT school_id
    FROM marts.school_status
    WHERE half_year = getvariable('half_year') AND category IN ('lps', 'dcs') AND is_official
) AS listed ON dynamics.school_id = listed.school_id
WHERE dynamics.half_year = getvariable('half_year')
GROUP BY schools_here.part, territories_here.name_ru, listed.school_id IS NOT NULL
ORDER BY territories_here.name_ru, schools_here.part, is_listed DESC
