with marks as (
    select
        marks.*,
        {{ procedure_code('thresholds', 'marks') }} as procedure,
        thresholds.lowest_passing_mark,
        windows.half_year,
        coalesce(marks.state, 'measured') as cell_state,
        -- without a unit, what adds up to the participants is counts
        case
            when marks.state = 'suppressed' then null
            when
                marks.unit = 'count'
                or (
                    marks.unit is null
                    and abs(marks.mark_2 + marks.mark_3 + marks.mark_4 + marks.mark_5 - marks.participants)
                    < 0.5
                )
                then 1.0
            else marks.participants / 100.0
        end as participants_per_unit
    from {{ ref('stg_assessment_marks') }} as marks
    left join {{ ref('int_procedure_thresholds') }} as thresholds
        on
            marks.procedure_kind = thresholds.procedure_kind
            and marks.subject = thresholds.subject
            and marks.programme_grade = thresholds.programme_grade
            and marks.assessment_year = thresholds.assessment_year
    left join {{ ref('rule_assessment_windows') }} as windows
        on
            thresholds.procedure_kind = windows.procedure_kind
            and marks.assessment_year = windows.assessment_year
            and marks.session = windows.session
    where not marks.is_superseded
),

counts as (
    select
        delivery_id,
        school_login,
        procedure,
        assessment_year,
        session,
        half_year,
        participants,
        lowest_passing_mark,
        cell_state as state,
        cast(round(mark_2 * participants_per_unit) as bigint) as mark_2,
        cast(round(mark_3 * participants_per_unit) as bigint) as mark_3,
        cast(round(mark_4 * participants_per_unit) as bigint) as mark_4,
        cast(round(mark_5 * participants_per_unit) as bigint) as mark_5,
        cast(round(below_threshold * participants_per_unit) as bigint) as below_threshold
    from marks
)

select
    delivery_id,
    school_login,
    procedure,
    assessment_year,
    session,
    half_year,
    participants,
    state,
    mark_2,
    mark_3,
    mark_4,
    mark_5,
    case
        -- an exam without marks
        when coalesce(mark_2, mark_3, mark_4, mark_5) is null then below_threshold
        when lowest_passing_mark <= 2 then 0 * mark_2
        when lowest_passing_mark = 3 then mark_2
        when lowest_passing_mark = 4 then mark_2 + mark_3
        when lowest_passing_mark = 5 then mark_2 + mark_3 + mark_4
    end as below_threshold
from counts
