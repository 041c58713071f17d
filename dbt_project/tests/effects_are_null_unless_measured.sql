{#- An effect stands if and only if it was measured, and is what the raw change has beyond that of the
    comparable schools. -#}
{%- for mart in ['effectiveness', 'effectiveness_schools'] %}
select
    '{{ mart }}' as mart,
    half_year,
    measure_kind
from {{ ref(mart) }}
where
    (state = 'measured') <> (effect is not null)
    or (state = 'measured') <> (reason_ru = '')
    or abs(raw_change - comparable_change - effect) > 1e-9
    or (interval_low is null) <> (interval_high is null)
    or interval_low > effect
    or interval_high < effect
{{ 'union all' if not loop.last }}
{%- endfor %}
