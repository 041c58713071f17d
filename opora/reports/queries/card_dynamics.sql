-- One row per school here: its dynamics over all procedures of the half-year.
SELECT
    dynamics.school_login, dynamics.direction, dynamics.reason_ru, dynamics.shrunken_state,
    dynamics.shrunken_change, dynamics.interval_low, dynamics.interval_high
FROM marts.school_dynamics AS dynamics
JOIN schools_here ON dynamics.school_id = schools_here.school_id
WHERE dynamics.half_year = getvariable('half_year')
