-- How many schools of the report's territory count in at least one indicator: closed ones and those that joined others don't.
SELECT count(DISTINCT counted.school_id) AS schools
FROM revision_schools AS counted
JOIN schools_here ON counted.school_id = schools_here.school_id
WHERE counted.in_denominator
