select distinct
    staff.half_year,
    staff.school_login,
    staff.person,
    diagnosed.person is not null as is_diagnosed
from {{ ref('int_staff_states') }} as staff
inner join {{ ref('int_half_year_rules') }} as rules on staff.half_year = rules.half_year
left join {{ ref('int_diagnosed_persons') }} as diagnosed
    on staff.half_year = diagnosed.half_year and staff.person = diagnosed.person
where
    staff.is_pedagogical
    and (not staff.is_external_part_time or rules.external_part_timers_count = 1)
