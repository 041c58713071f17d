select
    resolutions.delivery_id,
    resolutions.half_year,
    resolutions.dataset,
    {{ dataset_ru('resolutions.dataset') }} as dataset_ru,
    ledger.path,
    resolutions.sheet,
    resolutions.row_no,
    findings.column_name,
    resolutions.school_login,
    findings.rule_id,
    findings.reason_ru,
    ledger.taken_at,
    resolutions.resolution,
    resolutions.resolved_by
from {{ ref('int_resolutions') }} as resolutions
inner join (
    select
        delivery_id,
        dataset,
        sheet,
        row_no,
        rule_id,
        min(column_name) as column_name,
        min(message) as reason_ru
    from {{ source('lake', 'findings') }}
    where severity = 'critical'
    group by delivery_id, dataset, sheet, row_no, rule_id
) as findings
    on
        resolutions.delivery_id = findings.delivery_id
        and resolutions.dataset = findings.dataset
        and resolutions.row_no = findings.row_no
        and resolutions.sheet is not distinct from findings.sheet
inner join {{ ref('int_ledger') }} as ledger
    on resolutions.delivery_id = ledger.delivery_id and resolutions.dataset = ledger.dataset
