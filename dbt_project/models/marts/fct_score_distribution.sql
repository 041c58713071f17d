select
    cells.half_year,
    cells.school_id,
    cells.school_login,
    cells.procedure,
    cells.assessment_year,
    cells.session,
    scores.score,
    scores.participants
from {{ ref('int_score_distribution_by_delivery') }} as scores
inner join {{ ref('int_cells_from_participants') }} as newest
    on
        scores.delivery_id = newest.delivery_id
        and scores.school_login = newest.school_login
        and scores.procedure = newest.procedure
        and scores.assessment_year = newest.assessment_year
        and scores.session = newest.session
inner join {{ ref('fct_assessment_cell') }} as cells
    on
        newest.school_login = cells.school_login
        and newest.procedure = cells.procedure
        and newest.assessment_year = cells.assessment_year
        and newest.session = cells.session
