-- One row per school here, procedure, session and year up to the report's with results: the share below the threshold.
WITH yearly AS (
    -- what a year's last half-year up to now knows of it
    SELECT procedures.*, years.calendar_year
    FROM marts.school_dynamics_procedures AS procedures
    JOIN schools_here ON procedures.school_id = schools_here.school_id
    JOIN marts.dim_half_year AS years ON procedures.half_year = years.half_year
    WHERE
        procedures.half_year <= getvariable('half_year')
        AND (years.is_year_end OR procedures.half_year = getvariable('half_year'))
        AND procedures.fail_share IS NOT NULL
)

SELECT
    yearly.school_login, names.name_ru, yearly.session, yearly.calendar_year, yearly.fail_share,
    yearly.judged_on = 'raw' AS is_comparable,
    -- shares times participants are the counts again: counts are added up, never shares
    sum(yearly.fail_share * yearly.participants) OVER same / sum(yearly.participants) OVER same AS here_share
FROM yearly
JOIN marts.dim_procedure AS names ON yearly.procedure = names.procedure
WINDOW same AS (PARTITION BY yearly.procedure, yearly.session, yearly.calendar_year)
ORDER BY names.programme_grade, names.name_ru, yearly.calendar_year, yearly.session
