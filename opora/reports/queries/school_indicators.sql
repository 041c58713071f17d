-- One row per indicator and school that counts in it, of the schools of the report: what it adds, and why.
SELECT
    counted.indicator, counted.school_login, schools_here.name_ru, schools_here.part,
    counted.in_numerator, counted.numerator, counted.denominator, counted.reason
FROM revision_schools AS counted
JOIN schools_here ON counted.school_id = schools_here.school_id
WHERE counted.in_denominator
ORDER BY counted.indicator, schools_here.name_ru, counted.school_login
