with compared as (
    select
        half_years.half_year,
        successors.counted_login as school_login,
        cells.pooled_procedure as procedure,
        cells.session,
        cells.is_comparable,
        cells.assessment_year = half_years.calendar_year as is_current,
        cells.state = 'suppressed' as is_suppressed,
        case when cells.state = 'measured' then cells.participants else 0 end as participants,
        case when cells.state = 'measured' then cells.below_threshold else 0 end as below_threshold
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_compared_cells') }} as cells
        on
            half_years.calendar_year = cells.compared_year
            and half_years.half_year >= cells.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and cells.school_login = successors.school_login
)

select
    half_year,
    school_login,
    procedure,
    session,
    is_comparable,
    cast(sum(case when is_current then participants else 0 end) as bigint) as participants,
    cast(sum(case when is_current then below_threshold else 0 end) as bigint) as below_threshold,
    cast(sum(case when is_current then 0 else participants end) as bigint) as participants_before,
    cast(sum(case when is_current then 0 else below_threshold end) as bigint) as below_threshold_before,
    max(case when is_suppressed and is_current then 1 else 0 end) as is_suppressed,
    max(case when is_suppressed and not is_current then 1 else 0 end) as is_suppressed_before
from compared
group by half_year, school_login, procedure, session, is_comparable
