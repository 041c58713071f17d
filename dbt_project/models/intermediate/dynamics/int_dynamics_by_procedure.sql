{#- What was tested on the same scale in both years beats what was not; where a pooled procedure has
    parts of both, the second is left out. -#}
{%- set anywhere = 'partition by half_year, school_login, procedure' -%}
{%- set here = anywhere ~ ', session' -%}
with placed as (
    select
        *,
        row_number() over (
            {{ here }}
            order by
                case when participants > 0 and participants_before > 0 then 0 else 1 end,
                case when is_comparable then 0 else 1 end
        ) as place,
        sum(participants) over ({{ here }}) as participants_here,
        sum(participants_before) over ({{ here }}) as participants_here_before,
        sum(participants) over ({{ anywhere }}) as participants_anywhere,
        sum(participants_before) over ({{ anywhere }}) as participants_anywhere_before,
        max(is_suppressed) over ({{ here }}) as is_suppressed_here,
        max(is_suppressed_before) over ({{ here }}) as is_suppressed_here_before
    from {{ ref('int_compared_results') }}
),

held as (
    select
        half_years.half_year,
        procedures.procedure,
        windows.session,
        windows.assessment_year = half_years.calendar_year as is_current
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('rule_assessment_windows') }} as windows
        on
            windows.assessment_year in (half_years.calendar_year, half_years.calendar_year - 1)
            and half_years.half_year >= windows.half_year
            and windows.is_used
    inner join {{ ref('rule_procedures') }} as procedures
        on windows.procedure_kind = procedures.procedure_kind
),

facts as (
    select
        placed.*,
        placed.participants > 0 and placed.participants_before > 0 as is_in_both_years,
        held.half_year is not null as is_held,
        held_before.half_year is not null as is_held_before
    from placed
    left join held
        on
            placed.half_year = held.half_year
            and placed.procedure = held.procedure
            and placed.session = held.session
            and held.is_current
    left join held as held_before
        on
            placed.half_year = held_before.half_year
            and placed.procedure = held_before.procedure
            and placed.session = held_before.session
            and not held_before.is_current
    where placed.place = 1
)

select
    half_year,
    school_login,
    procedure,
    session,
    is_comparable,
    is_in_both_years,
    participants,
    below_threshold,
    participants_before,
    below_threshold_before,
    case
        when is_in_both_years and is_comparable
            then {{ share_change(
                'below_threshold', 'participants', 'below_threshold_before', 'participants_before'
            ) }}
    end as fail_share_change,
    case
        when is_in_both_years then null
        when participants_here > 0 and participants_here_before > 0 then 'changed_scale'
        when participants_here = 0 and is_suppressed_here = 1 then 'suppressed'
        when participants_here = 0 and participants_anywhere > 0 then 'other_session'
        when participants_here = 0 and not is_held then 'not_held'
        when participants_here = 0 then 'no_results'
        when is_suppressed_here_before = 1 then 'suppressed_before'
        when participants_anywhere_before > 0 then 'other_session'
        when not is_held_before then 'not_held_before'
        else 'no_results_before'
    end as obstacle
from facts
