with listed as (
    select
        periods.half_year,
        successors.counted_login as school_login,
        max(periods.capacity) as capacity
    from {{ ref('int_list_periods') }} as periods
    inner join {{ ref('int_school_successors') }} as successors
        on
            periods.half_year = successors.half_year
            and periods.school_login = successors.school_login
    where periods.category = 'hub' and periods.is_on_cutoff
    group by periods.half_year, successors.counted_login
)

select
    features.half_year,
    features.school_login,
    features.region,
    cast(coalesce(listed.capacity, rules.hub_default_capacity) as integer) as places,
    listed.capacity is null as is_default,
    features.settlement_kind,
    features.latitude,
    features.longitude,
    features.wellbeing_index
from listed
inner join {{ ref('int_hub_features') }} as features
    on listed.half_year = features.half_year and listed.school_login = features.school_login
inner join {{ ref('int_half_year_rules') }} as rules on listed.half_year = rules.half_year
