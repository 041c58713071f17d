select
    participants.school_login,
    participants.procedure,
    participants.assessment_year,
    participants.session,
    participants.half_year,
    participants.participants,
    marks.participants as declared_participants,
    participants.below_threshold,
    marks.below_threshold as declared_below_threshold,
    coalesce(participants.participants = marks.participants, false)
    and coalesce(
        participants.below_threshold = marks.below_threshold,
        participants.below_threshold is null and marks.below_threshold is null
    ) as is_equal
from {{ ref('int_cells_from_participants') }} as participants
inner join {{ ref('int_cells_from_marks') }} as marks
    on
        participants.school_login = marks.school_login
        and participants.procedure = marks.procedure
        and participants.assessment_year = marks.assessment_year
        and participants.session = marks.session
where marks.state = 'measured'
