{%- set indicators = ['2_1_1', '2_1_2', '2_3_1', '2_3_2', '2_3_3'] -%}
with facts as (
    {%- for indicator in indicators %}
    select
        half_year, indicator, school_login, in_denominator, in_numerator,
        case when in_numerator then 1 else 0 end as numerator,
        case when in_denominator then 1 else 0 end as denominator,
        {{ 'has_signed_act' if indicator == '2_1_1' else 'cast(null as boolean)' }} as has_signed_act,
        reason
    from {{ ref('int_indicator_' ~ indicator) }}
    union all
    {%- endfor %}
    select
        half_year, indicator, school_login, in_denominator, in_numerator,
        numerator, denominator, null as has_signed_act, reason
    from {{ ref('int_indicator_2_2') }}
)

select
    base.half_year,
    base.indicator,
    base.territory,
    base.school_id,
    base.school_login,
    base.left_out_reason is null as is_in_base,
    coalesce(facts.in_denominator, false) as in_denominator,
    coalesce(facts.in_numerator, false) as in_numerator,
    coalesce(facts.numerator, 0) as numerator,
    coalesce(facts.denominator, 0) as denominator,
    facts.has_signed_act,
    coalesce(base.left_out_reason, facts.reason) as reason
from {{ ref('int_indicator_base') }} as base
left join facts
    on
        base.half_year = facts.half_year
        and base.indicator = facts.indicator
        and base.school_login = facts.school_login
