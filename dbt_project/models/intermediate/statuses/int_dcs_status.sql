with facts as (
    select
        rules.half_year,
        rules.scenario,
        rules.dcs_lowest_share,
        rules.dcs_least_schools,
        schools.school_login,
        schools.territory_share,
        schools.territory_schools,
        schools.reason_ru as index_reason_ru,
        count(*) over (
            partition by rules.half_year, rules.scenario, schools.territory
        ) as open_schools,
        schools.population is null as is_nowhere,
        schools.state as index_state
    from {{ ref('int_scenario_rules') }} as rules
    inner join {{ ref('int_wellbeing_index') }} as schools on rules.half_year = schools.half_year
    where rules.category = 'dcs'
),

states as (
    select
        *,
        case
            when not is_nowhere and open_schools < dcs_least_schools then 'not_applicable'
            when index_state <> 'measured' then index_state
            when territory_schools < dcs_least_schools then 'not_applicable'
            else 'measured'
        end as state,
        cast(cast(dcs_least_schools as integer) as varchar(10)) as least_schools_ru
    from facts
)

select
    half_year,
    scenario,
    school_login,
    state,
    case when state = 'measured' then territory_share <= dcs_lowest_share end as is_dcs,
    case when state = 'measured' then 100 * territory_share end as value,
    100 * dcs_lowest_share as threshold,
    case
        when not is_nowhere and open_schools < dcs_least_schools
            then
                'Школ в территории ' || cast(open_schools as varchar(10))
                || ', для расчёта нужно не меньше ' || least_schools_ru
                || ': действует только официальный список.'
        when state = 'not_measured' then 'Индекса нет. ' || index_reason_ru
        when state = 'not_applicable'
            then
                'Школ с индексом в территории ' || cast(territory_schools as varchar(10))
                || ', для расчёта нужно не меньше ' || least_schools_ru
                || ': действует только официальный список.'
        else
            case
                when territory_share <= dcs_lowest_share then 'Школа входит'
                else 'Школа не входит'
            end
            || ' в нижние ' || {{ per_cent_ru('100 * dcs_lowest_share') }}
            || ' школ территории по индексу социального благополучия: он не выше у '
            || {{ per_cent_ru('100 * territory_share') }} || ' школ (вместе с ней самой).'
    end as reason_ru
from states
