{%- set key = ['school_login', 'procedure', 'assessment_year', 'session', 'half_year'] -%}
{%- set measures = [
    'score_count', 'score_sum', 'score_sum_of_squares',
    'journal_lower', 'journal_equal', 'journal_higher'
] -%}
select
    delivery_id, {{ key | join(', ') }},
    participants, below_threshold, mark_2, mark_3, mark_4, mark_5,
    {{ measures | join(', ') }},
    case when participants > 0 then 'measured' else 'not_measured' end as state,
    'participants' as source
from {{ ref('int_cells_from_participants') }}
union all
select
    marks.delivery_id, marks.{{ key | join(', marks.') }},
    marks.participants, marks.below_threshold,
    marks.mark_2, marks.mark_3, marks.mark_4, marks.mark_5,
    0 as score_count, null as score_sum, null as score_sum_of_squares,
    0 as journal_lower, 0 as journal_equal, 0 as journal_higher,
    case
        when marks.state = 'suppressed' then 'suppressed'
        when marks.participants > 0 then 'measured'
        else 'not_measured'
    end as state,
    'marks' as source
from {{ ref('int_cells_from_marks') }} as marks
left join {{ ref('int_cells_from_participants') }} as participants
    on
        marks.school_login = participants.school_login
        and marks.procedure = participants.procedure
        and marks.assessment_year = participants.assessment_year
        and marks.session = participants.session
where participants.delivery_id is null
