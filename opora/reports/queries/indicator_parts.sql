-- One row per indicator and territory directly below the report's: plan and fact of the revision.
SELECT
    below.indicator, below.territory, territories_here.name_ru,
    below.plan, below.numerator, below.denominator, below.value, below.state, below.is_met
FROM revision_values AS below
JOIN territories_here ON below.territory = territories_here.territory
WHERE territories_here.depth = 1
ORDER BY below.indicator, territories_here.name_ru, below.territory
