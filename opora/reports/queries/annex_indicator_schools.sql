-- One row per indicator and school, as the revision has it: whether it counts, and why.
SELECT schools_here.name_ru AS school_ru, territories_here.name_ru AS territory_ru, source.*
FROM revision_schools AS source
JOIN schools_here ON source.school_id = schools_here.school_id
JOIN territories_here ON schools_here.territory = territories_here.territory
JOIN marts.dim_indicator AS indicators ON source.indicator = indicators.indicator
ORDER BY indicators.position, territory_ru, school_ru, source.school_login
