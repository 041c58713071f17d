-- How many people with a diagnostic are found on the staff of schools, in the whole release.
SELECT diagnosed_persons, found_in_staff, match_rate
FROM marts.person_match_rate
WHERE half_year = getvariable('half_year')
