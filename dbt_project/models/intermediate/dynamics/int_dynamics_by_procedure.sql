with compared as (
    select
        half_years.half_year,
        successors.counted_login as school_login,
        cells.pooled_procedure as procedure,
        cells.session,
        cells.participants,
        cells.below_threshold,
        cells.assessment_year = half_years.calendar_year as is_current
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_comparable_cells') }} as cells
        on
            half_years.calendar_year = cells.compared_year
            and half_years.half_year >= cells.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and cells.school_login = successors.school_login
),

sums as (
    select
        half_year,
        school_login,
        procedure,
        session,
        sum(case when is_current then participants else 0 end) as participants,
        sum(case when is_current then below_threshold else 0 end) as below_threshold,
        sum(case when is_current then 0 else participants end) as participants_before,
        sum(case when is_current then 0 else below_threshold end) as below_threshold_before
    from compared
    group by half_year, school_login, procedure, session
)

select
    half_year,
    school_login,
    procedure,
    session,
    participants,
    below_threshold,
    participants_before,
    below_threshold_before,
    -- from whole numbers: a rise of exactly ten points is exactly ten
    {{ per_cent(
        '(below_threshold * participants_before - below_threshold_before * participants)',
        '(participants * participants_before)'
    ) }} as fail_share_rise
from sums
where participants > 0 and participants_before > 0
