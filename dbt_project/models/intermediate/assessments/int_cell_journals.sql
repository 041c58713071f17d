select
    cells.school_login,
    cells.procedure,
    cells.assessment_year,
    cells.session,
    cells.half_year,
    coalesce(delivered.journal_lower, cells.journal_lower) as journal_lower,
    coalesce(delivered.journal_equal, cells.journal_equal) as journal_equal,
    coalesce(delivered.journal_higher, cells.journal_higher) as journal_higher
from {{ ref('int_assessment_cells') }} as cells
-- the journal marks of the participants themselves win over a delivered comparison
left join {{ ref('int_cells_from_journal') }} as delivered
    on
        cells.school_login = delivered.school_login
        and cells.procedure = delivered.procedure
        and cells.assessment_year = delivered.assessment_year
        and cells.session = delivered.session
        and cells.journal_lower + cells.journal_equal + cells.journal_higher = 0
