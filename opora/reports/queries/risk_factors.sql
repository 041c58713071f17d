-- One row per risk factor that profile or data name at a school of the report: at how many schools.
SELECT
    any_value(risks.name_ru) AS name_ru,
    count(DISTINCT risks.school_id) FILTER (risks.source = 'profile' AND risks.significance = 'high') AS high,
    count(DISTINCT risks.school_id) FILTER (risks.source = 'profile' AND risks.significance = 'medium') AS medium,
    count(DISTINCT risks.school_id)
        FILTER (risks.source = 'profile' AND risks.significance IN ('high', 'medium') AND risks.is_verified)
        AS verified,
    count(DISTINCT risks.school_id) FILTER (risks.agreement = 'confirmed') AS confirmed,
    count(DISTINCT risks.school_id) FILTER (risks.agreement = 'data_only') AS data_only
FROM marts.school_risk AS risks
JOIN schools_here ON risks.school_id = schools_here.school_id
WHERE risks.half_year = getvariable('half_year')
GROUP BY risks.risk_factor
HAVING high + medium + data_only > 0
ORDER BY high DESC, medium DESC, data_only DESC, name_ru
