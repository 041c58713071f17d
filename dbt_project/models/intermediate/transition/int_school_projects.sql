with registered as (
    select half_year, school_login, project, level, valid_from, valid_to
    from {{ ref('int_project_states') }}
    union all
    select half_year, school_login, project, cast(null as varchar(20)) as level, valid_from, valid_to
    from {{ ref('int_targeted_support_states') }}
),

counted as (
    select
        registered.half_year,
        successors.counted_login as school_login,
        registered.school_login as registered_login,
        lower(trim(registered.project)) as project,
        trim(registered.project) as name,
        registered.level,
        registered.valid_from <= half_years.ends_on
        and coalesce(registered.valid_to, half_years.ends_on) >= half_years.starts_on
            as is_in_half_year,
        registered.valid_from <= half_years.ends_on
        and coalesce(registered.valid_to, half_years.ends_on) >= half_years.ends_on as is_on_cutoff
    from registered
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on registered.half_year = half_years.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            registered.half_year = successors.half_year
            and registered.school_login = successors.school_login
)

select
    half_year,
    school_login,
    registered_login,
    project,
    min(name) as name,
    max(case when is_in_half_year then 1 else 0 end) = 1 as is_in_half_year,
    max(case when is_on_cutoff and level = 'federal' then 1 else 0 end) = 1 as is_federal_on_cutoff,
    max(case when is_on_cutoff and level = 'regional' then 1 else 0 end) = 1 as is_regional_on_cutoff
from counted
group by half_year, school_login, registered_login, project
