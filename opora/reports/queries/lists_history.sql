-- One row per half-year up to the report's and list (ШНОР, ШНСУ): schools on it and by the rules, as known today.
SELECT
    statuses.half_year, statuses.category,
    count(*) FILTER (WHERE statuses.is_on_cutoff) AS on_cutoff,
    CASE
        WHEN count(*) FILTER (WHERE statuses.computed_state = 'measured') > 0
            THEN count(*) FILTER (WHERE statuses.is_computed)
    END AS computed
FROM marts.school_status AS statuses
JOIN marts.dim_school AS schools ON statuses.school_id = schools.school_id
JOIN territories_here ON schools.territory = territories_here.territory
WHERE statuses.half_year <= getvariable('half_year') AND statuses.category IN ('lps', 'dcs')
GROUP BY statuses.half_year, statuses.category
ORDER BY statuses.half_year, statuses.category DESC
