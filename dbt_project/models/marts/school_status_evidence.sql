with evidence as (
    select
        half_year,
        school_login,
        'lps' as category,
        rule,
        procedure,
        value,
        threshold,
        distance,
        value_previous_year,
        cast(participants as bigint) as participants,
        cast(participants_previous_year as bigint) as participants_previous_year,
        flags,
        reason_ru
    from {{ ref('int_lps_evidence') }}
    union all
    select
        half_year,
        school_login,
        'dcs' as category,
        rule,
        procedure,
        value,
        threshold,
        distance,
        value_previous_year,
        cast(null as bigint) as participants,
        cast(null as bigint) as participants_previous_year,
        '' as flags,
        reason_ru
    from {{ ref('int_dcs_evidence') }}
)

select
    evidence.half_year,
    schools.school_id,
    evidence.school_login,
    evidence.category,
    evidence.rule,
    evidence.procedure,
    evidence.value,
    evidence.threshold,
    evidence.distance,
    evidence.value_previous_year,
    evidence.participants,
    evidence.participants_previous_year,
    evidence.flags,
    evidence.reason_ru
from evidence
-- a closed school has no computed status
inner join {{ ref('int_schools_by_half_year') }} as schools
    on
        evidence.half_year = schools.half_year
        and evidence.school_login = schools.school_login
        and schools.not_open_reason is null
