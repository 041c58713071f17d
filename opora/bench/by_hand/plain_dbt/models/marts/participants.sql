select
    results.*,
    case
        when thresholds.judged_score = 'test' then results.test_score else results.primary_score
    end as score,
    results.mark is not null
    or (
        not coalesce(thresholds.needs_mark, false)
        and coalesce(results.primary_score, results.test_score) is not null
    ) as is_participant,
    case
        when results.mark is not null then results.mark < thresholds.lowest_passing_mark
        else
            score < thresholds.lowest_passing_score
            or coalesce(results.geometry_score < thresholds.lowest_passing_geometry_score, false)
    end as is_below_threshold
from {{ ref('stg_assessment_results') }} as results
left join {{ ref('stg_thresholds') }} as thresholds
    on
        results.procedure_kind = thresholds.procedure_kind
        and results.subject = thresholds.subject
        and results.programme_grade = thresholds.programme_grade
