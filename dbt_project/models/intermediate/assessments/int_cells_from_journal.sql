with comparisons as (
    select
        comparisons.*,
        {{ procedure_code('thresholds', 'comparisons') }} as procedure,
        windows.half_year,
        case
            when
                comparisons.unit = 'count'
                or (
                    comparisons.unit is null
                    and abs(
                        comparisons.lowered + comparisons.confirmed + comparisons.raised
                        - coalesce(comparisons.participants, 0)
                    ) < 0.5
                )
                then 1.0
            else comparisons.participants / 100.0
        end as participants_per_unit
    from {{ ref('stg_journal_comparison') }} as comparisons
    left join {{ ref('int_procedure_thresholds') }} as thresholds
        on
            comparisons.procedure_kind = thresholds.procedure_kind
            and comparisons.subject = thresholds.subject
            and comparisons.programme_grade = thresholds.programme_grade
            and comparisons.assessment_year = thresholds.assessment_year
    left join {{ ref('rule_assessment_windows') }} as windows
        on
            thresholds.procedure_kind = windows.procedure_kind
            and comparisons.assessment_year = windows.assessment_year
            and comparisons.session = windows.session
    where not comparisons.is_superseded
)

select
    school_login,
    procedure,
    assessment_year,
    session,
    half_year,
    cast(round(lowered * participants_per_unit) as bigint) as journal_lower,
    cast(round(confirmed * participants_per_unit) as bigint) as journal_equal,
    cast(round(raised * participants_per_unit) as bigint) as journal_higher
from comparisons
