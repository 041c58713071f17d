-- One row per half-year up to the report's and indicator, of the report's territory: plan and fact.
SELECT
    shown.half_year, shown.indicator, indicators.name_ru, indicators.position,
    shown.plan, shown.numerator, shown.denominator, shown.value, shown.value - shown.plan AS deviation,
    shown.state, shown.is_met, shown.coverage, shown.flags, shown.value_by_signed_acts
FROM values_up_to_now AS shown
JOIN marts.dim_indicator AS indicators ON shown.indicator = indicators.indicator
WHERE shown.territory = getvariable('territory')
ORDER BY shown.half_year, indicators.position
