select
    judgements.half_year,
    judgements.school_id,
    judgements.school_login,
    judgements.territory,
    judgements.state,
    judgements.judged_on,
    judgements.direction,
    judgements.reason_ru,
    coalesce(dynamics.procedures, positions.procedures, 0) as procedures,
    coalesce(dynamics.participants, positions.participants) as participants,
    coalesce(dynamics.participants_before, positions.participants_before) as participants_before,
    coalesce(dynamics.fail_share, positions.fail_share) as fail_share,
    coalesce(dynamics.fail_share_before, positions.fail_share_before) as fail_share_before,
    {%- for value in [
        'raw_change', 'largest_rise', 'largest_rise_procedure', 'has_risen_somewhere',
        'largest_fall', 'largest_fall_procedure', 'has_fallen_somewhere'
    ] %}
    case when judgements.judged_on = 'raw' then dynamics.{{ value }} end as {{ value }},
    {%- endfor %}
    {%- for value in [
        'relative_position', 'relative_position_before', 'relative_position_change'
    ] %}
    case when judgements.judged_on = 'relative_position' then positions.{{ value }} end as {{ value }},
    {%- endfor %}
    case
        when shrunken.school_login is not null then 'measured'
        when judgements.judged_on = 'relative_position' then 'not_applicable'
        when judgements.judged_on = 'raw' then 'not_measured'
        else judgements.state
    end as shrunken_state,
    shrunken.population_change,
    shrunken.standard_error,
    shrunken.reliability,
    shrunken.shrunken_change,
    shrunken.interval_low,
    shrunken.interval_high,
    case
        when shrunken.territory_change is not null then 'measured'
        when shrunken.school_login is not null then 'not_applicable'
        when judgements.judged_on = 'relative_position' then 'not_applicable'
        when judgements.judged_on = 'raw' then 'not_measured'
        else judgements.state
    end as relative_state,
    shrunken.territory_change,
    shrunken.relative_change,
    shrunken.shrunken_relative_change,
    case
        when shrunken.territory_change is not null then null
        when shrunken.school_login is not null
            then 'В территории нет другой школы с теми же процедурами: сравнивать не с кем.'
        when judgements.judged_on = 'relative_position'
            then 'Шкала изменилась: школа уже оценена по месту в территории.'
        when judgements.judged_on = 'raw'
            then 'Территория школы неизвестна: сравнивать не с кем.'
        else judgements.reason_ru
    end as comparison_reason_ru
from {{ ref('int_dynamics_judgements') }} as judgements
left join {{ ref('int_dynamics') }} as dynamics
    on
        judgements.half_year = dynamics.half_year
        and judgements.school_login = dynamics.school_login
left join {{ ref('int_dynamics_by_position') }} as positions
    on
        judgements.half_year = positions.half_year
        and judgements.school_login = positions.school_login
left join {{ ref('int_shrunken_dynamics') }} as shrunken
    on
        judgements.half_year = shrunken.half_year
        and judgements.school_login = shrunken.school_login
