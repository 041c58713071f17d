select
    school_login,
    procedure_kind,
    subject,
    programme_grade,
    assessment_year,
    session,
    'participants' as source,
    count(*) filter (is_participant) as participants,
    count(*) filter (is_participant and is_below_threshold) as below_threshold,
    count(*) filter (mark = 2) as mark_2,
    count(*) filter (mark = 3) as mark_3,
    count(*) filter (mark = 4) as mark_4,
    count(*) filter (mark = 5) as mark_5,
    count(score) as score_count,
    sum(score) as score_sum,
    sum(score * score) as score_sum_of_squares,
    count(*) filter (mark < journal_mark) as journal_lower,
    count(*) filter (mark = journal_mark) as journal_equal,
    count(*) filter (mark > journal_mark) as journal_higher
from {{ ref('participants') }}
group by all
union all by name
select
    school_login,
    procedure_kind,
    subject,
    programme_grade,
    assessment_year,
    session,
    'marks' as source,
    participants,
    round(mark_2 * per_unit) as below_threshold,
    round(mark_2 * per_unit) as mark_2,
    round(mark_3 * per_unit) as mark_3,
    round(mark_4 * per_unit) as mark_4,
    round(mark_5 * per_unit) as mark_5
from (
    select
        *,
        case when unit = 'per_cent' then participants / 100 else 1 end as per_unit
    from {{ ref('stg_assessment_marks') }}
) as marks
