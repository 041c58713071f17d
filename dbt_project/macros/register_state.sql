{# A register as it stands at every half-year of `half_years`: of each school (and of each value of
   the column `per`, where a register is delivered in parts) the rows of its newest delivery up to
   then. What came in landing/history/ has no half-year and counts as the earliest. #}
{% macro register_state(register, half_years, per='school_login') %}
with live as (
    select *
    from {{ register }}
    where not is_superseded
),

newest_deliveries as (
    select
        half_years.half_year,
        live.school_login,
        live.{{ per }} as delivered_part,
        max(coalesce(live.delivered_half_year, '')) as delivered_half_year
    from {{ half_years }} as half_years
    inner join live on half_years.half_year >= coalesce(live.delivered_half_year, '')
    group by half_years.half_year, live.school_login, live.{{ per }}
)

select
    newest_deliveries.half_year,
    live.*
from newest_deliveries
inner join live
    on
        newest_deliveries.school_login = live.school_login
        and newest_deliveries.delivered_part = live.{{ per }}
        and newest_deliveries.delivered_half_year = coalesce(live.delivered_half_year, '')
{% endmacro %}
