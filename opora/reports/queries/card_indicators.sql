-- One row per school here and indicator, as the revision counts it.
SELECT
    counted.school_login, counted.indicator, indicators.name_ru,
    counted.in_denominator, counted.in_numerator, counted.numerator, counted.denominator, counted.reason
FROM revision_schools AS counted
JOIN schools_here ON counted.school_id = schools_here.school_id
JOIN marts.dim_indicator AS indicators ON counted.indicator = indicators.indicator
ORDER BY indicators.position
