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
-- a cell names the delivery that counts
inner join {{ ref('fct_assessment_cell') }} as cells
    on
        scores.delivery_id = cells.delivery_id
        and scores.school_login = cells.school_login
        and scores.procedure = cells.procedure
        and scores.assessment_year = cells.assessment_year
        and scores.session = cells.session
where cells.source = 'participants'
