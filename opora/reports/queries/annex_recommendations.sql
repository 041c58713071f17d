-- One row per recommendation that stood in the half-year, of the report's schools.
SELECT schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM marts.recommendations AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
WHERE
    source.half_year <= getvariable('half_year')
    AND (source.closed_half_year IS NULL OR source.closed_half_year >= getvariable('half_year'))
ORDER BY territory_ru, school_ru, source.due_on, source.recommendation_id
