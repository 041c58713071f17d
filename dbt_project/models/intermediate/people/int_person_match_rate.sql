select
    diagnosed.half_year,
    count(distinct diagnosed.person) as diagnosed_persons,
    count(distinct staff.person) as found_in_staff
from {{ ref('int_diagnosed_persons') }} as diagnosed
left join {{ ref('int_staff_states') }} as staff
    on diagnosed.half_year = staff.half_year and diagnosed.person = staff.person
group by diagnosed.half_year
