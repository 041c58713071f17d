{# Of what is judged once a year the newest judgement, of the half-year itself or an earlier one that is
   not older than results may be: so that a finding of December does not vanish in June because nothing
   was held yet. `judged` has half_year, school_login and the keys; a successor goes on with the
   judgement of a school that went into it, if it has none of its own as new. #}
{% macro newest_judgements(judged, keys=[]) -%}
select
        half_year,
        school_login,
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        judged_half_year,
        judged_login
    from (
        select
            half_years.half_year,
            successors.counted_login as school_login,
            {%- for key in keys %}
            judged.{{ key }},
            {%- endfor %}
            judged.half_year as judged_half_year,
            judged.school_login as judged_login,
            row_number() over (
                partition by
                    half_years.half_year, successors.counted_login
                    {%- for key in keys %}, judged.{{ key }}{% endfor %}
                order by
                    judged.half_year desc,
                    case when judged.school_login = successors.counted_login then 0 else 1 end asc,
                    judged.school_login asc
            ) as place
        from {{ ref('int_monitored_half_years') }} as half_years
        inner join {{ ref('int_half_year_rules') }} as rules
            on half_years.half_year = rules.half_year
        inner join {{ ref('int_monitored_half_years') }} as judged_half_years
            on
                half_years.half_year >= judged_half_years.half_year
                and judged_half_years.ends_on
                > {{ opora.months_later('half_years.ends_on', '-rules.results_validity_months') }}
        inner join {{ judged }} as judged on judged_half_years.half_year = judged.half_year
        inner join {{ ref('int_school_successors') }} as successors
            on
                half_years.half_year = successors.half_year
                and judged.school_login = successors.school_login
    ) as placed
    where place = 1
{%- endmacro %}

{# Said of a judgement that was made in an earlier half-year. #}
{% macro standing_ru(half_year, judged_half_year) -%}
case
            when {{ half_year }} = {{ judged_half_year }} then ''
            else
                ' Это вывод за ' || right({{ judged_half_year }}, 1) || '-е полугодие '
                || left({{ judged_half_year }}, 4) || ' года: новых данных пока нет.'
        end
{%- endmacro %}
