-- The territories that the revision speaks of, from the top, with the schools that lie in and below them.
WITH RECURSIVE
above AS (
    SELECT territory AS below, territory FROM marts.dim_territory
    UNION ALL
    SELECT above.below, dim_territory.parent AS territory
    FROM above
    JOIN marts.dim_territory ON above.territory = dim_territory.territory
    WHERE dim_territory.parent IS NOT NULL
),

schools AS (
    SELECT above.territory, count(DISTINCT revision_schools.school_id) AS schools
    FROM revision_schools
    JOIN above ON revision_schools.territory = above.below
    GROUP BY above.territory
),

below AS (
    SELECT children.parent AS territory, max(schools.schools) AS most_schools
    FROM marts.dim_territory AS children
    JOIN schools ON children.territory = schools.territory
    GROUP BY children.parent
)

SELECT
    dim_territory.territory AS code,
    -- charts, titles and the start page tell territories apart by their names
    dim_territory.name_ru || CASE
        WHEN count(*) OVER (PARTITION BY dim_territory.name_ru) > 1 THEN ' (' || dim_territory.territory || ')'
        ELSE ''
    END AS name_ru,
    dim_territory.level, schools.schools,
    -- all its schools lie in one territory below
    coalesce(schools.schools = below.most_schools, FALSE) AS repeats_one_below
FROM marts.dim_territory
JOIN schools ON dim_territory.territory = schools.territory
LEFT JOIN below ON dim_territory.territory = below.territory
ORDER BY
    CASE dim_territory.level WHEN 'country' THEN 1 WHEN 'region' THEN 2 ELSE 3 END,
    dim_territory.name_ru, dim_territory.territory
