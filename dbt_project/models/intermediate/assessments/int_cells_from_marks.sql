with marks as (
    select
        marks.*,
        {{ procedure_code('thresholds', 'marks') }} as procedure,
        thresholds.lowest_passing_mark,
        coalesce(marks.state, 'measured') as cell_state,
        -- without a unit, what adds up to the participants is counts
        case
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
    where not marks.is_superseded
),

counts as (
    select
        delivery_id,
        school_login,
        procedure,
        assessment_year,
        session,
        participants,
        lowest_passing_mark,
        cell_state as state
        {%- for mark in range(2, 6) %},
        case
            when cell_state = 'measured'
                then cast(round(mark_{{ mark }} * participants_per_unit) as bigint)
        end as mark_{{ mark }}
        {%- endfor %}
    from marks
)

select
    delivery_id,
    school_login,
    procedure,
    assessment_year,
    session,
    participants,
    state,
    mark_2,
    mark_3,
    mark_4,
    mark_5
    {%- for mark in range(2, 6) %}
    {{ ',' if loop.first else '+' }} case when {{ mark }} < lowest_passing_mark then mark_{{ mark }} when lowest_passing_mark is not null then mark_{{ mark }} * 0 end
    {%- endfor %} as below_threshold
from counts
