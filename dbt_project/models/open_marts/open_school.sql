select
    school_id,
    name_ru,
    territory,
    kind,
    settlement_kind
from {{ ref('dim_school') }}
where school_id in (select cells.school_id from {{ ref('open_assessment_cell') }} as cells)
