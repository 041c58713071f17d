{%- set obstacles = [
    'changed_scale', 'suppressed', 'suppressed_before', 'other_session', 'no_results',
    'no_results_before'
] -%}
with sums as (
    select
        half_year,
        school_login,
        sum(participants) as participants,
        sum(participants_before) as participants_before,
        {%- for obstacle in obstacles %}
        max(case when obstacle = '{{ obstacle }}' then 1 else 0 end) as has_{{ obstacle }},
        {%- endfor %}
        max(case when is_in_both_years and not is_comparable then 1 else 0 end) as is_out_of_place
    from {{ ref('int_dynamics_by_procedure') }}
    group by half_year, school_login
    having max(case when is_in_both_years and is_comparable then 1 else 0 end) = 0
)

select
    half_year,
    school_login,
    case
        when is_out_of_place = 1 then 'no_position'
        when has_changed_scale = 1 then 'changed_scale'
        when participants = 0 and has_suppressed = 1 then 'suppressed'
        when participants = 0 and has_no_results = 0 then 'not_held'
        when participants = 0 then 'no_results'
        when participants_before = 0 and has_suppressed_before = 1 then 'suppressed_before'
        when participants_before = 0 and has_no_results_before = 0 then 'not_held_before'
        when participants_before = 0 then 'new_school'
        when has_suppressed = 1 then 'suppressed'
        when has_suppressed_before = 1 then 'suppressed_before'
        when has_other_session = 1 then 'other_session'
        else 'other_procedures'
    end as obstacle
from sums
