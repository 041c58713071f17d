select
    evidence.half_year,
    schools.school_id,
    evidence.school_login,
    'lps' as category,
    evidence.rule,
    evidence.procedure,
    evidence.value,
    evidence.threshold,
    evidence.distance,
    evidence.value_previous_year,
    cast(evidence.participants as bigint) as participants,
    cast(evidence.participants_previous_year as bigint) as participants_previous_year,
    evidence.flags,
    evidence.reason_ru
from {{ ref('int_lps_evidence') }} as evidence
inner join {{ ref('int_lps_status') }} as statuses
    on
        evidence.half_year = statuses.half_year
        and evidence.school_login = statuses.school_login
        and statuses.scenario = 'base'
        and statuses.is_lps
inner join {{ ref('int_schools') }} as schools on evidence.school_login = schools.school_login
