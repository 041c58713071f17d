-- One row per school here and kind of measure that has begun there: what became of its results.
SELECT
    effects.school_login, effects.measure_kind, effects.measure_kind_ru, effects.verdict,
    effects.verdict_reason_ru, effects.finding_ru
FROM marts.effectiveness_schools AS effects
JOIN schools_here ON effects.school_id = schools_here.school_id
WHERE effects.half_year = getvariable('half_year')
ORDER BY CASE effects.measure_kind WHEN 'any' THEN 1 ELSE 2 END, effects.measure_kind_ru
