-- after the cycle, which takes papers that waited for {{ source('cycle', 'recommendations') }}
with quarantined as (
    select
        split_part(replace(file, chr(92), '/'), '/', -2) as dataset,
        delivery_id,
        delivered_half_year,
        sheet,
        row_no,
        {{ quoted_list(key_columns()) }}
    from {{ source('lake', 'quarantine') }}
)

select
    quarantined.*,
    coalesce(quarantined.delivered_half_year, windows.half_year, {{ event_half_year('quarantined') }})
        as belongs_to_half_year
from quarantined
left join {{ ref('rule_assessment_windows') }} as windows
    on
        quarantined.procedure_kind = windows.procedure_kind
        and quarantined.assessment_year = windows.assessment_year
        and quarantined.session = windows.session
