-- One row per territory directly below the report's: indicator 2.1.2.
SELECT
    territories_here.territory, territories_here.name_ru,
    shown.plan, shown.numerator, shown.denominator, shown.value, shown.state, shown.is_met, shown.coverage
FROM revision_values AS shown
JOIN territories_here ON shown.territory = territories_here.territory
WHERE shown.indicator = '2.1.2' AND territories_here.depth = 1
ORDER BY territories_here.name_ru, territories_here.territory
