with lists as (
    select
        half_year,
        school_login,
        sum(case when source = 'official' and is_in then 1 else 0 end) as official_lists,
        sum(case when source = 'computed' and is_in then 1 else 0 end) as computed_lists
    from {{ ref('int_known_statuses') }}
    where category in ('lps', 'dcs')
    group by half_year, school_login
)

select
    features.half_year,
    features.school_login,
    features.region,
    lists.official_lists > 0 as is_listed,
    cast(
        case when lists.official_lists > 0 then lists.official_lists else lists.computed_lists end
        as integer
    ) as lists,
    features.settlement_kind,
    features.latitude,
    features.longitude,
    features.wellbeing_index
from lists
inner join {{ ref('int_hub_features') }} as features
    on lists.half_year = features.half_year and lists.school_login = features.school_login
where lists.official_lists > 0 or lists.computed_lists > 0
