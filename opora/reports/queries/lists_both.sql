-- How many schools here are on both lists on the cut-off.
SELECT count(*) AS schools
FROM (
    SELECT statuses.school_id
    FROM marts.school_status AS statuses
    JOIN schools_here ON statuses.school_id = schools_here.school_id
    WHERE
        statuses.half_year = getvariable('half_year')
        AND statuses.category IN ('lps', 'dcs')
        AND statuses.is_on_cutoff
    GROUP BY statuses.school_id
    HAVING count(*) = 2
)
