{%- set rules = ['lowest_passing_mark', 'lowest_passing_score', 'lowest_passing_geometry_score'] -%}
with years as (
    select distinct assessment_year
    from {{ ref('rule_assessment_windows') }}
)

select
    procedures.procedure,
    procedures.procedure_kind,
    procedures.subject,
    procedures.programme_grade,
    kinds.judged_score,
    kinds.needs_mark,
    years.assessment_year,
    {{ procedure_rule_columns(rules) }}
from {{ ref('rule_procedures') }} as procedures
inner join {{ ref('rule_procedure_kinds') }} as kinds
    on procedures.procedure_kind = kinds.procedure_kind
cross join years
left join {{ ref('rule_thresholds') }} as thresholds
    on
        coalesce(thresholds.procedure, procedures.procedure) = procedures.procedure
        and years.assessment_year >= extract(year from thresholds.valid_from)
        and years.assessment_year
        <= coalesce(extract(year from thresholds.valid_to), years.assessment_year)
group by
    procedures.procedure,
    procedures.procedure_kind,
    procedures.subject,
    procedures.programme_grade,
    kinds.judged_score,
    kinds.needs_mark,
    years.assessment_year
