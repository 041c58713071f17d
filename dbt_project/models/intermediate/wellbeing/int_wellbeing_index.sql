with sums as (
    select
        schools.half_year,
        populations.population,
        schools.territory,
        schools.school_login,
        count(components.standardised) as components_used,
        coalesce(sum(case when components.is_usable then components.weight end), 0) as usable_weight,
        sum(case when components.state = 'measured' then components.weight end) as present_weight,
        sum(components.weight * components.standardised) as weighted_sum,
        max(case when components.is_usable and components.state <> 'measured' then 1 else 0 end) = 1
            as lacks_usable,
        concat_ws(
            ', '
            {%- for component in var('condition_shares') %},
            max(
                case
                    when components.component = '{{ component }}' and components.state <> 'measured'
                        then components.name_ru
                end
            )
            {%- endfor %}
        ) as components_missing
    from {{ ref('int_schools_by_half_year') }} as schools
    left join {{ ref('int_territory_populations') }} as populations
        on schools.territory = populations.territory
    left join {{ ref('int_wellbeing_components') }} as components
        on
            schools.half_year = components.half_year
            and schools.school_login = components.school_login
    where schools.not_open_reason is null
    group by
        schools.half_year, populations.population, schools.territory, schools.school_login
),

means as (
    select
        sums.*,
        case
            when sums.population is null
                then 'Территории школы нет в справочнике: сравнить не с кем.'
            when sums.usable_weight = 0
                then 'Школы нельзя сравнить ни по одному показателю.'
            when sums.components_used = 0
                then 'Нет действующих сведений о социальных условиях школы.'
            when sums.present_weight / sums.usable_weight < rules.wellbeing_least_weight
                then
                    'У школы есть показатели только на '
                    || {{ per_cent_ru(per_cent('sums.present_weight', 'sums.usable_weight')) }}
                    || ' веса, нужно не меньше '
                    || {{ per_cent_ru('100 * rules.wellbeing_least_weight') }} || '.'
        end as not_measured_reason,
        -- rounded: the order of adding up must not tell schools alike from one another
        round(sums.weighted_sum / sums.present_weight, 9) as mean
    from sums
    inner join {{ ref('int_half_year_rules') }} as rules on sums.half_year = rules.half_year
),

ranges as (
    select
        half_year,
        population,
        min(mean) as lowest,
        max(mean) as highest
    from means
    where not_measured_reason is null
    group by half_year, population
),

judged as (
    select
        means.half_year,
        means.population,
        means.territory,
        means.school_login,
        means.components_used,
        means.components_missing,
        means.lacks_usable,
        means.mean,
        ranges.lowest,
        ranges.highest,
        case
            when means.not_measured_reason is not null then means.not_measured_reason
            when ranges.lowest = ranges.highest
                then 'У всех школ получилось одинаково: индекс их не различает.'
        end as not_measured_reason
    from means
    left join ranges
        on means.half_year = ranges.half_year and means.population = ranges.population
),

measured as (
    select
        half_year,
        school_login,
        mean as standardised,
        -- divided first: the highest is then exactly 100, not a rounding above it
        100 * ((mean - lowest) / (highest - lowest)) as value,
        cume_dist() over (partition by half_year, population order by mean) as population_share,
        cume_dist() over (partition by half_year, territory order by mean) as territory_share
    from judged
    where not_measured_reason is null
)

select
    judged.half_year,
    judged.population,
    judged.territory,
    judged.school_login,
    measured.value,
    measured.standardised,
    measured.population_share,
    measured.territory_share,
    count(measured.value) over (
        partition by judged.half_year, judged.territory
    ) as territory_schools,
    judged.components_used,
    judged.components_missing,
    case when judged.not_measured_reason is null then 'measured' else 'not_measured' end as state,
    coalesce(
        judged.not_measured_reason,
        'Индекс ' || {{ decimal_ru('measured.value') }} || ' из 100; у '
        || {{ per_cent_ru('100 * measured.population_share') }}
        || ' школ (вместе с ней самой) он не выше.'
    )
    || case
        when judged.components_used > 0 and judged.components_missing <> ''
            then ' Без показателей: ' || judged.components_missing || '.'
        else ''
    end as reason_ru,
    case when measured.value is not null and judged.lacks_usable then 'u' else '' end as flags
from judged
left join measured
    on judged.half_year = measured.half_year and judged.school_login = measured.school_login
