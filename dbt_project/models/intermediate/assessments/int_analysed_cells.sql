select
    half_years.half_year,
    populations.population,
    schools.territory,
    schools.school_login,
    cells.school_login as held_by,
    coalesce(procedures.subject_area, procedures.subject) as subject_area,
    cells.procedure,
    cells.assessment_year,
    cells.session,
    cells.state,
    cells.participants,
    cells.below_threshold,
    cells.mark_2,
    cells.mark_3,
    cells.mark_4,
    cells.mark_5,
    cells.score_count,
    cells.score_sum,
    cells.score_sum_of_squares
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('int_assessment_cells') }} as cells
    on half_years.calendar_year = cells.assessment_year
inner join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
inner join {{ ref('rule_assessment_windows') }} as windows
    on
        procedures.procedure_kind = windows.procedure_kind
        and cells.assessment_year = windows.assessment_year
        and cells.session = windows.session
        and half_years.half_year >= windows.half_year
        and windows.is_used
inner join {{ ref('int_school_successors') }} as successors
    on
        half_years.half_year = successors.half_year
        and cells.school_login = successors.school_login
inner join {{ ref('int_schools_by_half_year') }} as schools
    on
        half_years.half_year = schools.half_year
        and successors.counted_login = schools.school_login
        and schools.not_open_reason is null
left join {{ ref('int_territory_populations') }} as populations
    on schools.territory = populations.territory
