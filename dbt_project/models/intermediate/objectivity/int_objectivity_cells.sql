select
    windows.half_year,
    populations.population,
    cells.school_login,
    cells.procedure,
    cells.assessment_year,
    cells.session,
    cells.mark_5,
    cells.mark_2 + cells.mark_3 + cells.mark_4 + cells.mark_5 as marks,
    journals.journal_higher,
    journals.journal_lower + journals.journal_equal + journals.journal_higher as journal_marks,
    cells.score_count,
    scores.with_same_score,
    cells.score_sum_of_squares - cells.score_sum * cells.score_sum / nullif(cells.score_count, 0)
        as squared_deviations
from {{ ref('int_assessment_cells') }} as cells
inner join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
inner join {{ ref('rule_procedure_kinds') }} as kinds
    on procedures.procedure_kind = kinds.procedure_kind and kinds.is_marked_by_school
inner join {{ ref('rule_assessment_windows') }} as windows
    on
        procedures.procedure_kind = windows.procedure_kind
        and cells.assessment_year = windows.assessment_year
        and cells.session = windows.session
inner join {{ ref('int_cell_journals') }} as journals
    on
        cells.school_login = journals.school_login
        and cells.procedure = journals.procedure
        and cells.assessment_year = journals.assessment_year
        and cells.session = journals.session
left join {{ ref('int_schools') }} as schools on cells.school_login = schools.school_login
left join {{ ref('int_territory_populations') }} as populations
    on schools.territory = populations.territory
-- a cell names the delivery that counts
left join {{ ref('int_commonest_scores_by_delivery') }} as scores
    on
        cells.source = 'participants'
        and cells.delivery_id = scores.delivery_id
        and cells.school_login = scores.school_login
        and cells.procedure = scores.procedure
        and cells.assessment_year = scores.assessment_year
        and cells.session = scores.session
where cells.state = 'measured'
