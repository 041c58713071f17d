with said as (
    select half_year, school_login, risk_factor, significance, true as is_profile
    from {{ ref('int_risk_profiles') }}
    union all
    select half_year, school_login, risk_factor, significance, false as is_profile
    from {{ ref('int_risk_evidence') }}
),

summed as (
    select
        half_year,
        school_login,
        risk_factor,
        count(case when not is_profile then significance end) > 0 as data_could_judge,
        count(case when not is_profile and significance in ('high', 'medium') then 1 end) > 0
            as data_name_it,
        count(case when is_profile and significance in ('high', 'medium') then 1 end) > 0
            as profile_names_it
    from said
    group by half_year, school_login, risk_factor
)

select
    half_year,
    school_login,
    risk_factor,
    case
        when not data_could_judge then 'no_data'
        when data_name_it and profile_names_it then 'confirmed'
        when data_name_it then 'data_only'
        when profile_names_it then 'profile_only'
        else 'neither'
    end as agreement
from summed
