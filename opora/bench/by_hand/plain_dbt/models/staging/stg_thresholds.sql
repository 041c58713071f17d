select
    procedures.procedure_kind,
    procedures.subject,
    cast(procedures.programme_grade as integer) as programme_grade,
    kinds.judged_score,
    kinds.needs_mark,
    coalesce(
        max(thresholds.value) filter (
            thresholds.rule = 'lowest_passing_mark' and thresholds.procedure is not null
        ),
        max(thresholds.value) filter (thresholds.rule = 'lowest_passing_mark')
    ) as lowest_passing_mark,
    max(thresholds.value) filter (
        thresholds.rule = 'lowest_passing_score'
    ) as lowest_passing_score,
    max(thresholds.value) filter (
        thresholds.rule = 'lowest_passing_geometry_score'
    ) as lowest_passing_geometry_score
from read_csv('{{ env_var("PLAIN_RULES") }}/procedures.csv') as procedures
inner join read_csv('{{ env_var("PLAIN_RULES") }}/procedure_kinds.csv') as kinds
    on procedures.procedure_kind = kinds.procedure_kind
left join read_csv('{{ env_var("PLAIN_RULES") }}/thresholds.csv') as thresholds
    on coalesce(thresholds.procedure, procedures.procedure) = procedures.procedure
group by all
