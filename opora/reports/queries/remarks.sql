-- What officers remarked on figures of this half-year and territory.
SELECT remarks.indicator, remarks.text_ru
FROM newest.marts.remarks
JOIN marts.dim_indicator ON remarks.indicator = dim_indicator.indicator
WHERE remarks.half_year = getvariable('half_year') AND remarks.territory = getvariable('territory')
ORDER BY dim_indicator.position
