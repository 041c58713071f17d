-- One row per school here and risk factor that its profile or its data name, gravest first.
SELECT
    risks.school_login, any_value(risks.name_ru) AS name_ru,
    any_value(risks.significance) FILTER (risks.source = 'profile') AS in_profile,
    bool_or(risks.is_verified) AS is_verified,
    any_value(risks.agreement) AS agreement,
    string_agg(DISTINCT risks.reason_ru, ' ' ORDER BY risks.reason_ru)
        FILTER (
            risks.source = 'data' AND risks.significance IN ('high', 'medium')
            AND risks.diagnostic_kind IS NULL
        ) AS data_ru,
    -- of eleven teachers eleven are each of them: a card says that, not how many
    coalesce(bool_or(risks.diagnostic_kind IS NOT NULL)
        FILTER (risks.source = 'data' AND risks.significance IN ('high', 'medium')), FALSE)
        AS is_diagnosed
FROM marts.school_risk AS risks
JOIN schools_here ON risks.school_id = schools_here.school_id
WHERE risks.half_year = getvariable('half_year')
GROUP BY risks.school_login, risks.risk_factor
HAVING count(*) FILTER (risks.significance IN ('high', 'medium')) > 0 OR in_profile IS NOT NULL
ORDER BY
    CASE in_profile WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 4 ELSE 3 END, name_ru
