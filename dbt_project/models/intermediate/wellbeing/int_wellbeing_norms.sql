select
    shares.half_year,
    shares.population,
    shares.component,
    count(shares.share) as schools,
    avg(shares.share) as mean,
    stddev_samp(shares.share) as deviation,
    case
        when count(shares.share) = 0 then 'Нет данных ни у одной школы.'
        when count(shares.share) < rules.wellbeing_least_schools
            then
                'Данных слишком мало, чтобы сравнивать школы: есть у '
                || cast(count(shares.share) as varchar(10)) || ', нужно не меньше '
                || cast(cast(rules.wellbeing_least_schools as integer) as varchar(10)) || '.'
        when min(shares.share) = max(shares.share)
            then 'У всех школ одинаково: показатель их не различает.'
    end as unusable_reason
from {{ ref('int_wellbeing_shares') }} as shares
inner join {{ ref('int_half_year_rules') }} as rules on shares.half_year = rules.half_year
where shares.population is not null
group by shares.half_year, shares.population, shares.component, rules.wellbeing_least_schools
