select
    membership.half_year,
    membership.school_login,
    max(case when membership.category = 'lps' then 1 else 0 end) = 1 as is_lps,
    max(case when membership.category = 'dcs' then 1 else 0 end) = 1 as is_dcs,
    max(case when membership.category = 'lps' and membership.has_left_on_results then 1 else 0 end)
    = 1 as has_left_lps_on_results
from {{ ref('int_list_membership') }} as membership
inner join {{ ref('int_half_year_rules') }} as rules on membership.half_year = rules.half_year
where
    membership.category in ('lps', 'dcs')
    and (
        membership.is_on_cutoff
        or (membership.is_in_year and rules.left_list_counts_to_year_end = 1)
    )
group by membership.half_year, membership.school_login
