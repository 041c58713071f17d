select
    procedure_id,
    procedure,
    name_ru,
    procedure_kind,
    subject,
    programme_grade
from {{ ref('dim_procedure') }}
