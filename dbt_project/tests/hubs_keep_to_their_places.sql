{#- What a matching may never do: a hub above its places, with itself, or off the list. -#}
with taken as (
    select
        half_year,
        hub_login,
        count(*) as schools,
        max(case when hub_login = school_login then 1 else 0 end) as is_itself
    from {{ ref('hub_matches') }}
    where state = 'matched'
    group by half_year, hub_login
)

select
    taken.half_year,
    taken.hub_login,
    taken.schools,
    hubs.places
from taken
left join {{ ref('int_hub_places') }} as hubs
    on taken.half_year = hubs.half_year and taken.hub_login = hubs.school_login
where hubs.school_login is null or hubs.places < taken.schools or taken.is_itself = 1
