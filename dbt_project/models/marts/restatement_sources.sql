select
    half_year,
    revision as to_revision,
    object,
    indicator,
    school_login,
    procedure,
    assessment_year,
    session,
    dataset,
    delivery_id,
    path,
    sha256,
    sheet,
    rows,
    row_numbers
from {{ source('snapshot', 'restatement_sources') }}
