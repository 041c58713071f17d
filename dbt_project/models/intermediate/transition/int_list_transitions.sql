with placed as (
    select
        *,
        left_on is null as is_staying,
        row_number() over (
            partition by half_year, school_login, category, left_on is null order by spell desc
        ) as place
    from {{ ref('int_list_spells') }}
)

select
    half_year,
    school_login,
    category,
    max(case when is_staying then since end) as since,
    max(left_on) as left_on,
    max(case when not is_staying and place = 1 then end_reason end) as end_reason,
    case when count(left_on) > 0 then max(case when is_staying then since end) end as returned_on
from placed
group by half_year, school_login, category
