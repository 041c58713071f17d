with facts as (
    select
        shares.*,
        norms.mean,
        norms.deviation,
        norms.population is not null and norms.unusable_reason is null as is_usable,
        case
            when norms.population is null
                then 'Территории школы нет в справочнике: сравнить не с кем.'
            when norms.unusable_reason is not null then norms.unusable_reason
            when not shares.has_conditions
                then 'Нет действующих сведений о социальных условиях школы.'
            when shares.share is null then 'Школа не заполнила эту долю.'
        end as not_measured_reason
    from {{ ref('int_wellbeing_shares') }} as shares
    left join {{ ref('int_wellbeing_norms') }} as norms
        on
            shares.half_year = norms.half_year
            and shares.population = norms.population
            and shares.component = norms.component
),

standardised as (
    select
        *,
        case
            when not_measured_reason is null
                then case when is_favourable then share - mean else mean - share end / deviation
        end as standardised
    from facts
)

select
    half_year,
    population,
    territory,
    school_login,
    component,
    name_ru,
    share,
    standardised,
    weight,
    is_usable,
    case when not_measured_reason is null then 'measured' else 'not_measured' end as state,
    coalesce(
        not_measured_reason,
        'Доля ' || {{ per_cent_ru('share') }} || ' при средней ' || {{ per_cent_ru('mean') }}
        || case
            when round(standardised, 1) = 0 then ': как в среднем.'
            else
                case when standardised > 0 then ': благополучнее' else ': неблагополучнее' end
                || ' среднего на ' || {{ decimal_ru('abs(standardised)') }}
                || ' стандартного отклонения.'
        end
    ) as reason_ru
from standardised
