with said as (
    select
        half_year,
        school_login,
        risk_factor,
        significance,
        true as is_profile,
        cast(null as double) as value,
        cast(null as double) as threshold,
        cast(null as varchar(30)) as unit,
        finding_ru as reason_ru
    from {{ ref('int_risk_profiles') }}
    where significance in ('high', 'medium')
    union all
    select
        half_year,
        school_login,
        risk_factor,
        significance,
        false as is_profile,
        value,
        threshold,
        unit,
        reason_ru
    from {{ ref('int_risk_evidence') }}
    where significance in ('high', 'medium')
),

placed as (
    select
        *,
        row_number() over (
            partition by half_year, school_login, risk_factor, is_profile
            order by
                case significance when 'high' then 1 else 2 end,
                value / threshold desc,
                reason_ru asc
        ) as place
    from said
),

factors as (
    select
        half_year,
        school_login,
        risk_factor,
        min(significance) as significance,
        max(case when is_profile then 1 else 0 end) = 1 as is_in_profile,
        max(value) as value,
        max(threshold) as threshold,
        max(unit) as unit,
        max(case when is_profile then reason_ru end) as profile_ru,
        max(case when not is_profile then reason_ru end) as data_ru
    from placed
    where place = 1
    group by half_year, school_login, risk_factor
)

select
    factors.half_year,
    factors.school_login,
    'risk_factor' as kind,
    factors.risk_factor as detail,
    coalesce(names.name_ru, factors.risk_factor) as detail_ru,
    cast(null as varchar(200)) as subject_area,
    factors.risk_factor,
    cast(null as varchar(20)) as indicator,
    factors.significance || '_' || agreement.agreement as basis,
    factors.value,
    factors.threshold,
    factors.unit,
    coalesce(factors.profile_ru, 'В профиле «500+» этот фактор не назван значимым.')
    || coalesce(' По данным: ' || factors.data_ru, '')
    || case
        when agreement.agreement = 'profile_only' then ' Данные этого не подтверждают.'
        when agreement.agreement = 'no_data' then ' По данным об этом факторе судить нельзя.'
        else ''
    end as evidence_ru
from factors
inner join {{ ref('int_risk_agreement') }} as agreement
    on
        factors.half_year = agreement.half_year
        and factors.school_login = agreement.school_login
        and factors.risk_factor = agreement.risk_factor
inner join {{ ref('int_monitored_half_years') }} as half_years
    on factors.half_year = half_years.half_year
left join {{ ref('int_risk_factor_versions') }} as versions
    on
        half_years.calendar_year = versions.year
        and factors.risk_factor = versions.risk_factor
left join {{ ref('rule_risk_factors') }} as names
    on versions.first_year = names.year and versions.risk_factor = names.risk_factor
