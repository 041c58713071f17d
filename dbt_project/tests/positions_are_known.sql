{{ config(severity='warn') }}
select staff.position, count(*) as staff_rows
from {{ ref('stg_staff') }} as staff
left join {{ ref('rule_positions') }} as positions on staff.position = positions.position
where not staff.is_superseded and positions.position is null
group by staff.position
