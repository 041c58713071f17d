-- One row per territory directly below the report's and list (ШНОР, ШНСУ): schools by status.
SELECT
    schools_here.part, territories_here.name_ru, statuses.category,
    count(*) AS schools,
    count(*) FILTER (WHERE statuses.is_official) AS in_year,
    count(*) FILTER (WHERE statuses.is_on_cutoff) AS on_cutoff,
    count(*) FILTER (WHERE statuses.official_change = 'entered') AS entered,
    count(*) FILTER (WHERE statuses.official_change = 'left') AS gone,
    count(statuses.official_change) AS compared_with_before,
    count(*) FILTER (WHERE statuses.is_computed) AS computed,
    count(*) FILTER (WHERE statuses.computed_state = 'measured') AS computable,
    count(*) FILTER (WHERE statuses.agreement = 'agree_listed') AS agreed,
    count(*) FILTER (WHERE statuses.agreement = 'official_only') AS official_only,
    count(*) FILTER (WHERE statuses.agreement = 'computed_only') AS computed_only
FROM marts.school_status AS statuses
JOIN schools_here ON statuses.school_id = schools_here.school_id
JOIN territories_here ON schools_here.part = territories_here.territory
WHERE statuses.half_year = getvariable('half_year') AND statuses.category IN ('lps', 'dcs')
GROUP BY schools_here.part, territories_here.name_ru, statuses.category
ORDER BY territories_here.name_ru, schools_here.part, statuses.category DESC
