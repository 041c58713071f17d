-- The territories below the one of the report, itself included, and the schools that the revision counts there;
-- `part` is the territory directly below the report's that they lie in (its own, where a school lies in none).
CREATE OR REPLACE TEMP TABLE territories_here AS
WITH RECURSIVE here AS (
    SELECT territory, parent, level, name_ru, 0 AS depth, territory AS part
    FROM marts.dim_territory
    WHERE territory = getvariable('territory')
    UNION ALL
    SELECT
        below.territory, below.parent, below.level, below.name_ru, here.depth + 1 AS depth,
        CASE here.depth WHEN 0 THEN below.territory ELSE here.part END AS part
    FROM here
    JOIN marts.dim_territory AS below ON here.territory = below.parent
)

SELECT
    territory, parent, level, depth, part,
    -- charts tell territories apart by their names
    name_ru || CASE
        WHEN count(*) OVER (PARTITION BY name_ru) > 1 THEN ' (' || territory || ')' ELSE ''
    END AS name_ru
FROM here;

CREATE OR REPLACE TEMP TABLE schools_here AS
SELECT DISTINCT
    counted.school_id, counted.school_login, dim_school.name_ru, counted.territory, territories_here.part
FROM revision_schools AS counted
JOIN territories_here ON counted.territory = territories_here.territory
JOIN marts.dim_school ON counted.school_id = dim_school.school_id;
