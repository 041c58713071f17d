-- The half-year itself.
SELECT half_year AS key, name_ru, starts_on, ends_on, calendar_year, is_year_end
FROM marts.dim_half_year
WHERE half_year = getvariable('half_year')
