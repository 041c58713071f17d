select
    {{ stable_key('procedures.procedure') }} as procedure_id,
    procedures.procedure,
    procedures.name_ru,
    procedures.procedure_kind,
    kinds.name_ru as procedure_kind_name_ru,
    procedures.subject,
    procedures.programme_grade,
    procedures.judges_lists,
    procedures.pooled_with
from {{ ref('rule_procedures') }} as procedures
inner join {{ ref('rule_procedure_kinds') }} as kinds
    on procedures.procedure_kind = kinds.procedure_kind
