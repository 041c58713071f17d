{#- What results show is a year's and stands until there are new ones; profiles, staff and diagnostics
    hold by rules of their own. Whether profile and data agree is therefore asked here once more. -#}
with results as (
    select half_year, school_login, detail
    from {{ ref('int_risk_evidence') }}
    where measure = 'fail_share' and state <> 'not_measured'
),

standing as (
    {{ newest_judgements('results', ['detail']) }}
),

said as (
    select
        half_year, school_login, risk_factor, 'profile' as source, significance,
        cast(null as double) as value, cast(null as double) as threshold,
        cast(null as varchar(30)) as unit, finding_ru as reason_ru
    from {{ ref('int_risk_profiles') }}
    union all
    select
        half_year, school_login, risk_factor, 'data' as source, significance, value, threshold,
        unit, reason_ru
    from {{ ref('int_risk_evidence') }}
    where measure <> 'fail_share' and significance is not null
    union all
    select
        standing.half_year,
        standing.school_login,
        evidence.risk_factor,
        'data' as source,
        evidence.significance,
        evidence.value,
        evidence.threshold,
        evidence.unit,
        evidence.reason_ru || {{ standing_ru('standing.half_year', 'standing.judged_half_year') }}
            as reason_ru
    from standing
    inner join {{ ref('int_risk_evidence') }} as evidence
        on
            standing.judged_half_year = evidence.half_year
            and standing.judged_login = evidence.school_login
            and standing.detail = evidence.detail
            and evidence.measure = 'fail_share'
            and evidence.significance is not null
),

-- the gravest that each of the two says
placed as (
    select
        *,
        row_number() over (
            partition by half_year, school_login, risk_factor, source
            order by {{ severity_rank('significance') }} asc, value / threshold desc, reason_ru asc
        ) as place
    from said
),

factors as (
    select
        half_year,
        school_login,
        risk_factor,
        max(case when source = 'profile' then significance end) as by_profile,
        max(case when source = 'data' then significance end) as by_data,
        max(case when significance <> 'low' then value end) as value,
        max(case when significance <> 'low' then threshold end) as threshold,
        max(case when significance <> 'low' then unit end) as unit,
        max(case when source = 'profile' then reason_ru end) as profile_ru,
        max(case when source = 'data' then reason_ru end) as data_ru
    from placed
    where place = 1
    group by half_year, school_login, risk_factor
),

named as (
    select
        *,
        case when 'high' in (by_profile, by_data) then 'high' else 'medium' end as significance,
        case
            when by_data is null then 'no_data'
            when by_data = 'low' then 'profile_only'
            when by_profile in ('high', 'medium') then 'confirmed'
            else 'data_only'
        end as agreement
    from factors
    where by_profile in ('high', 'medium') or by_data in ('high', 'medium')
),

profiles as (
    select distinct half_year, school_login
    from {{ ref('int_risk_profiles') }}
)

select
    named.half_year,
    named.school_login,
    'risk_factor' as kind,
    named.risk_factor as detail,
    coalesce(names.name_ru, named.risk_factor) as detail_ru,
    cast(null as varchar(200)) as subject_area,
    named.risk_factor,
    cast(null as varchar(20)) as indicator,
    named.significance || '_' || named.agreement as basis,
    named.value,
    named.threshold,
    named.unit,
    case
        when named.profile_ru is not null then named.profile_ru
        when profiles.school_login is null then 'Действующего профиля «500+» у школы нет.'
        else 'В профиле «500+» этот фактор не назван.'
    end
    || case named.agreement
        when 'no_data' then ' По данным об этом факторе судить нельзя.'
        when 'profile_only' then ' Данные этого не подтверждают. ' || named.data_ru
        else ' Расчёт по данным. ' || named.data_ru
    end as evidence_ru
from named
inner join {{ ref('int_monitored_half_years') }} as half_years
    on named.half_year = half_years.half_year
left join {{ ref('int_risk_factor_versions') }} as versions
    on
        half_years.calendar_year = versions.year
        and named.risk_factor = versions.risk_factor
left join {{ ref('rule_risk_factors') }} as names
    on versions.first_year = names.year and versions.risk_factor = names.risk_factor
left join profiles
    on named.half_year = profiles.half_year and named.school_login = profiles.school_login
