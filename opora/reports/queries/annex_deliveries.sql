-- One row per dataset and sender of the report's territories from whom it is expected for the half-year.
SELECT dim_school.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM marts.delivery_completeness AS source
JOIN territories_here ON source.territory = territories_here.territory
LEFT JOIN marts.dim_school ON source.school_login = dim_school.school_login
WHERE source.half_year = getvariable('half_year')
ORDER BY territory_ru, source.dataset_ru, school_ru NULLS FIRST, source.school_login
