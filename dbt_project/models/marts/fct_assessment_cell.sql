{%- set markers = ['raised_against_journal', 'top_marks', 'same_score', 'narrow_spread'] -%}
with marked as (
    select
        school_login,
        procedure,
        assessment_year,
        session,
        concat_ws(
            ','
            {%- for marker in markers %},
            max(case when marker = '{{ marker }}' then marker end)
            {%- endfor %}
        ) as objectivity_markers
    from {{ ref('int_objectivity_markers') }}
    group by school_login, procedure, assessment_year, session
)

select
    cells.half_year,
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
    journals.journal_lower,
    journals.journal_equal,
    journals.journal_higher,
    cells.state,
    case
        when cells.state = 'measured' then {{ per_cent('cells.below_threshold', 'cells.participants') }}
    end as fail_share,
    case
        when cells.state = 'measured' and cells.participants < rules.low_reliability_participants
            then 'u'
        else ''
    end as flags,
    coalesce(marked.objectivity_markers, '') as objectivity_markers,
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
left join {{ ref('int_half_year_rules') }} as rules on cells.half_year = rules.half_year
left join {{ ref('int_cell_journals') }} as journals
    on
        cells.school_login = journals.school_login
        and cells.procedure = journals.procedure
        and cells.assessment_year = journals.assessment_year
        and cells.session = journals.session
left join marked
    on
        cells.school_login = marked.school_login
        and cells.procedure = marked.procedure
        and cells.assessment_year = marked.assessment_year
        and cells.session = marked.session
