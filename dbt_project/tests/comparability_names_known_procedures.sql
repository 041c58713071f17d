select comparability.procedure
from {{ ref('rule_comparability') }} as comparability
left join {{ ref('rule_procedures') }} as procedures on comparability.procedure = procedures.procedure
where procedures.procedure is null or comparability.is_comparable_with_previous is null
