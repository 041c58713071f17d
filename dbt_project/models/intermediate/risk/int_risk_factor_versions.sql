with years as (
    select calendar_year as year
    from {{ ref('int_half_years') }}
    union
    select year
    from {{ ref('stg_risk_profiles') }}
    where not is_superseded
),

-- before the first list the first one names the factors
lists as (
    select
        years.year,
        coalesce(max(case when factors.year <= years.year then factors.year end), min(factors.year))
            as list_year
    from years
    cross join {{ ref('rule_risk_factors') }} as factors
    group by years.year
),

versions as (
    select
        years.year,
        factors.risk_factor,
        coalesce(max(case when factors.year <= years.year then factors.year end), min(factors.year))
            as first_year
    from years
    cross join {{ ref('rule_risk_factors') }} as factors
    group by years.year, factors.risk_factor
)

select
    versions.year,
    versions.risk_factor,
    versions.first_year,
    versions.first_year = lists.list_year as is_listed
from versions
inner join lists on versions.year = lists.year
