{{ config(materialized='view') }}
{#- A view: measures that wait for their recommendation are found again later than tables are built.
    A measure that was to have begun and is still called planned makes its school neither supported
    nor unsupported; the same holds for one that began before the time that is looked at and still ran. -#}
with periods as (
    select
        half_years.half_year,
        half_years.ends_on,
        rules.effect_least_months,
        {{ months_later('half_years.ends_on', '-12 * rules.effect_measure_years') }} as begins_after
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_half_year_rules') }} as rules
        on half_years.half_year = rules.half_year
)

select distinct
    periods.half_year,
    successors.counted_login as school_login,
    measures.measure_id,
    measures.kind as measure_kind,
    measures.starts_on,
    {{ months_later('measures.starts_on', 'periods.effect_least_months') }} as counts_from,
    measures.starts_on > periods.begins_after and measures.status in ('in_progress', 'done')
        as is_counted
from periods
inner join {{ ref('stg_measures') }} as measures
    on
        not measures.is_superseded
        and measures.status <> 'cancelled'
        and periods.ends_on >= measures.starts_on
        and periods.begins_after < coalesce(measures.ends_on, measures.starts_on)
inner join {{ ref('int_school_successors') }} as successors
    on
        periods.half_year = successors.half_year
        and measures.school_login = successors.school_login
