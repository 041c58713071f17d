-- One row per school in need of the report and the hub that it is matched with, if any; those to act on first.
SELECT
    matches.school_login, matches.is_listed, matches.state, matches.hub_login, hubs.name_ru AS hub_name_ru,
    matches.hub_places, matches.matched_since, matches.agreement_state, matches.explanation_ru
FROM marts.hub_matches AS matches
JOIN schools_here ON matches.school_id = schools_here.school_id
LEFT JOIN marts.dim_school AS hubs ON matches.hub_id = hubs.school_id
WHERE matches.half_year = getvariable('half_year')
ORDER BY
    matches.state = 'matched', matches.agreement_state = 'with_this_hub', matches.place_in_line,
    matches.school_login
