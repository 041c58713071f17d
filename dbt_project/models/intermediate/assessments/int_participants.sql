with results as (
    select
        results.delivery_id,
        results.delivered_half_year,
        results.school_login,
        results.procedure_kind,
        results.subject,
        results.programme_grade,
        {{ procedure_code('thresholds', 'results') }} as procedure,
        results.assessment_year,
        results.session,
        results.mark,
        results.journal_mark,
        results.geometry_score,
        case
            when thresholds.judged_score = 'test' then results.test_score else results.primary_score
        end as score,
        results.mark is not null
        or (
            not coalesce(thresholds.needs_mark, false)
            and coalesce(results.primary_score, results.test_score) is not null
        ) as is_participant,
        thresholds.lowest_passing_mark,
        thresholds.lowest_passing_score,
        thresholds.lowest_passing_geometry_score
    from {{ source('lake', 'assessment_results') }} as results
    left join {{ ref('int_procedure_thresholds') }} as thresholds
        on
            results.procedure_kind = thresholds.procedure_kind
            and results.subject = thresholds.subject
            and results.programme_grade = thresholds.programme_grade
            and results.assessment_year = thresholds.assessment_year
)

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
    mark,
    journal_mark,
    is_participant,
    case when is_participant then score end as score,
    case
        when mark is not null then mark < lowest_passing_mark
        when is_participant
            then
                score < lowest_passing_score
                or coalesce(geometry_score < lowest_passing_geometry_score, false)
    end as is_below_threshold
from results
