{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook='{{ opora.remember_deliveries() }}', post_hook='{{ opora.note_deliveries() }}'
) }}
with cells as (
    select
        delivery_id,
        delivered_half_year,
        school_login,
        procedure_kind,
        subject,
        programme_grade,
        procedure,
        assessment_year,
        session,
        count(*) as delivered_rows,
        count(case when is_participant then 1 end) as participants,
        -- unknown as soon as one participant can't be judged
        case
            when count(case when is_participant and is_below_threshold is null then 1 end) = 0
                then count(case when is_below_threshold then 1 end)
        end as below_threshold,
        count(case when mark = 2 then 1 end) as mark_2,
        count(case when mark = 3 then 1 end) as mark_3,
        count(case when mark = 4 then 1 end) as mark_4,
        count(case when mark = 5 then 1 end) as mark_5,
        count(score) as score_count,
        sum(score) as score_sum,
        sum(score * score) as score_sum_of_squares,
        count(case when mark < journal_mark then 1 end) as journal_lower,
        count(case when mark = journal_mark then 1 end) as journal_equal,
        count(case when mark > journal_mark then 1 end) as journal_higher
    from {{ ref('int_participants') }}
    {{ only_new_deliveries('assessment_results') }}
    group by
        delivery_id, delivered_half_year, school_login, procedure_kind, subject, programme_grade,
        procedure, assessment_year, session
)

select
    cells.*,
    windows.half_year
from cells
left join {{ ref('rule_procedures') }} as procedures on cells.procedure = procedures.procedure
left join {{ ref('rule_assessment_windows') }} as windows
    on
        procedures.procedure_kind = windows.procedure_kind
        and cells.assessment_year = windows.assessment_year
        and cells.session = windows.session
