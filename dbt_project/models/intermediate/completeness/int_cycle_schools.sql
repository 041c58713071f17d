select
    listed.half_year,
    elements.element,
    schools.territory,
    listed.school_login
from {{ ref('int_listed_schools') }} as listed
inner join {{ ref('int_schools_by_half_year') }} as schools
    on
        listed.half_year = schools.half_year
        and listed.school_login = schools.school_login
        and schools.not_open_reason is null
inner join {{ ref('rule_cycle_elements') }} as elements
    on (listed.is_lps and elements.counts_lps) or (listed.is_dcs and elements.counts_dcs)
