select
    windows.half_year,
    schools.school_id,
    cells.school_login,
    cells.procedure,
    cells.assessment_year,
    cells.session,
    cells.participants,
    cells.below_threshold,
    cells.mark_2,
    cells.mark_3,
    cells.mark_4,
    cells.mark_5,
    cells.score_count,
    cells.score_sum,
    cells.score_sum_of_squares,
    coalesce(journal.journal_lower, cells.journal_lower) as journal_lower,
    coalesce(journal.journal_equal, cells.journal_equal) as journal_equal,
    coalesce(journal.journal_higher, cells.journal_higher) as journal_higher,
    cells.state,
    case
        when cells.state = 'measured' then {{ per_cent('cells.below_threshold', 'cells.participants') }}
    end as fail_share,
    case
        when cells.state = 'measured' and cells.participants < rules.low_reliability_participants
            then 'u'
        else ''
    end as flags,
    coalesce(windows.is_used, false) as is_used,
    cells.source,
    cells.delivery_id
from {{ ref('int_assessment_cells') }} as cells
left join {{ ref('int_schools') }} as schools on cells.school_login = schools.school_login
left join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
left join {{ ref('rule_assessment_windows') }} as windows
    on
        procedures.procedure_kind = windows.procedure_kind
        and cells.assessment_year = windows.assessment_year
        and cells.session = windows.session
left join {{ ref('int_half_year_rules') }} as rules on windows.half_year = rules.half_year
-- the journal marks of the participants themselves win over a delivered comparison
left join {{ ref('int_cells_from_journal') }} as journal
    on
        cells.school_login = journal.school_login
        and cells.procedure = journal.procedure
        and cells.assessment_year = journal.assessment_year
        and cells.session = journal.session
        and cells.journal_lower + cells.journal_equal + cells.journal_higher = 0
