-- One row per school of the report with recommendations that are not closed: how many, and the gravest of them (of
-- equally grave ones that which is overdue longest).
WITH standing AS (
    SELECT
        advice.*, schools_here.name_ru,
        row_number() OVER (
            PARTITION BY advice.school_id
            ORDER BY
                CASE advice.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
                advice.days_overdue DESC NULLS LAST, advice.due_on, advice.recommendation_id
        ) AS place,
        count(*) OVER (PARTITION BY advice.school_id) AS not_closed,
        count(*) FILTER (advice.state = 'overdue') OVER (PARTITION BY advice.school_id) AS overdue,
        count(*) FILTER (advice.severity = 'high') OVER (PARTITION BY advice.school_id) AS grave
    FROM marts.recommendations AS advice
    JOIN schools_here ON advice.school_id = schools_here.school_id
    WHERE advice.half_year <= getvariable('half_year') AND advice.state IN ('open', 'overdue')
)

SELECT
    school_login, not_closed, overdue, addressee, text_ru, due_on, days_overdue
FROM standing
WHERE place = 1
ORDER BY grave DESC, overdue DESC, not_closed DESC, name_ru, school_login
