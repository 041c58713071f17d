select
    schools.half_year,
    indicators.indicator,
    schools.school_id,
    schools.school_login,
    schools.territory,
    case
        when schools.not_open_reason is not null then schools.not_open_reason
        when indicators.counts_lps and indicators.counts_dcs
            then case
                when not coalesce(listed.is_lps or listed.is_dcs, false)
                    then 'Школы нет в списках ШНОР и ШНСУ этого года.'
            end
        when indicators.counts_lps and not coalesce(listed.is_lps, false)
            then 'Школы нет в списке ШНОР этого года.'
        when indicators.counts_dcs and not coalesce(listed.is_dcs, false)
            then 'Школы нет в списке ШНСУ этого года.'
    end as left_out_reason
from {{ ref('int_schools_by_half_year') }} as schools
inner join {{ ref('int_monitored_half_years') }} as half_years
    on schools.half_year = half_years.half_year
cross join {{ ref('rule_indicators') }} as indicators
left join {{ ref('int_listed_schools') }} as listed
    on schools.half_year = listed.half_year and schools.school_login = listed.school_login
