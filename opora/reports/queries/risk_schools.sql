-- How many schools of the report have a risk profile, and of which years; how many could be looked at at all.
SELECT
    count(DISTINCT risks.school_id) AS schools,
    count(DISTINCT risks.school_id) FILTER (risks.source = 'profile') AS with_profile,
    min(risks.profile_year) AS first_year, max(risks.profile_year) AS last_year
FROM marts.school_risk AS risks
JOIN schools_here ON risks.school_id = schools_here.school_id
WHERE risks.half_year = getvariable('half_year')
