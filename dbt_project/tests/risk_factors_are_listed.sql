{{ config(severity='warn') }}
select profiles.risk_factor, count(*) as profile_rows
from {{ ref('int_risk_profiles') }} as profiles
left join {{ ref('rule_risk_factors') }} as factors on profiles.risk_factor = factors.risk_factor
where factors.risk_factor is null
group by profiles.risk_factor
