-- One row per school here, procedure and session of the half-year: this year against the one before.
SELECT
    procedures.school_login, names.name_ru, procedures.session, procedures.judged_on, procedures.participants,
    procedures.fail_share, procedures.fail_share_before, procedures.fail_share_change, procedures.reason_ru
FROM marts.school_dynamics_procedures AS procedures
JOIN schools_here ON procedures.school_id = schools_here.school_id
JOIN marts.dim_procedure AS names ON procedures.procedure = names.procedure
WHERE procedures.half_year = getvariable('half_year')
ORDER BY names.programme_grade, names.name_ru, procedures.session
