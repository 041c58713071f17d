{#- Only what is known: without a delivered list of a category nobody's official status in it is. -#}
with listed_categories as (
    select distinct half_year, category
    from {{ ref('int_list_states') }}
)

select
    schools.half_year,
    schools.school_login,
    categories.category,
    'official' as source,
    -- a closed school is out from its closing day on, whatever the list says
    coalesce(membership.is_on_cutoff, false) and schools.not_open_reason is null as is_in
from {{ ref('int_schools_by_half_year') }} as schools
inner join listed_categories as categories on schools.half_year = categories.half_year
left join {{ ref('int_list_membership') }} as membership
    on
        schools.half_year = membership.half_year
        and schools.school_login = membership.school_login
        and categories.category = membership.category
union all
select half_year, school_login, category, 'computed' as source, is_in
from {{ ref('int_computed_statuses') }}
where scenario = 'base' and state = 'measured'
