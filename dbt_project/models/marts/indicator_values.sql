with facts as (
    select
        sums.half_year,
        sums.territory,
        sums.indicator,
        plans.plan,
        coalesce(teachers.numerator, sums.numerator) as numerator,
        coalesce(teachers.denominator, sums.denominator) as denominator,
        sums.signed_acts,
        case
            when sums.schools_in_base = 0 then 'not_applicable'
            when sums.denominator = 0 then 'not_measured'
            else 'measured'
        end as state,
        case
            when sums.schools_in_base > 0
                then {{ per_cent('sums.schools_in_denominator', 'sums.schools_in_base') }}
        end as coverage,
        half_years.is_year_end,
        awaited.territory is not null as is_awaited
    from {{ ref('int_indicator_sums') }} as sums
    inner join {{ ref('int_half_years') }} as half_years on sums.half_year = half_years.half_year
    left join {{ ref('int_indicator_teachers') }} as teachers
        on
            sums.half_year = teachers.half_year
            and sums.territory = teachers.territory
            and sums.indicator = teachers.indicator
    left join {{ ref('int_indicator_plans') }} as plans
        on
            sums.half_year = plans.half_year
            and sums.territory = plans.territory
            and sums.indicator = plans.indicator
    left join (
        select distinct half_year, territory from {{ ref('int_awaited_procedures') }}
    ) as awaited
        on sums.half_year = awaited.half_year and sums.territory = awaited.territory
)

select
    half_year,
    territory,
    indicator,
    plan,
    numerator,
    denominator,
    case when state = 'measured' then {{ per_cent('numerator', 'denominator') }} end as value,
    state,
    case
        when state <> 'measured' or plan is null then 'not_judged'
        when not is_year_end then 'interim'
        when 100 * numerator >= plan * denominator then 'met'
        else 'not_met'
    end as is_met,
    coverage,
    case
        when not is_awaited or state = 'not_applicable' then ''
        when indicator = '2.1.2' then 'p'
        when indicator = '2.1.1' and numerator < denominator then 'p'
        else ''
    end as flags,
    case when indicator = '2.1.1' then signed_acts end as numerator_by_signed_acts,
    case
        when indicator = '2.1.1' and state = 'measured' then {{ per_cent('signed_acts', 'denominator') }}
    end as value_by_signed_acts
from facts
