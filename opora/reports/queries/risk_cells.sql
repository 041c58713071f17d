-- One row per risk factor that profile or data name at a school of the report: 3 high, 2 medium, 1 low significance.
-- The schools with most of high significance come first.
WITH cells AS (
    SELECT
        risks.school_login, schools_here.name_ru, risks.risk_factor, any_value(risks.name_ru) AS factor_ru,
        max(CASE risks.significance WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 END)
            FILTER (risks.source = 'profile') AS in_profile,
        max(CASE risks.significance WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 END)
            FILTER (risks.source = 'data') AS in_data,
        bool_or(risks.is_verified) AS is_verified, any_value(risks.agreement) AS agreement
    FROM marts.school_risk AS risks
    JOIN schools_here ON risks.school_id = schools_here.school_id
    WHERE risks.half_year = getvariable('half_year')
    GROUP BY risks.school_login, schools_here.name_ru, risks.risk_factor
)

SELECT
    *,
    count(*) FILTER (in_profile = 3 OR (agreement = 'data_only' AND in_data = 3)) OVER (PARTITION BY school_login)
        AS high,
    count(*) FILTER (in_profile >= 2 OR agreement = 'data_only') OVER (PARTITION BY school_login) AS significant
FROM cells
WHERE in_profile IS NOT NULL OR agreement = 'data_only'
ORDER BY high DESC, significant DESC, name_ru, school_login, risk_factor
