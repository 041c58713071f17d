with marked as (
    select distinct school_login, procedure, assessment_year, session
    from {{ ref('int_objectivity_markers') }}
),

-- the longest look back of any scenario; the year before is always shown
years as (
    select half_year, greatest(max(lps_years), 2) as lps_years
    from {{ ref('int_scenario_rules') }}
    where category = 'lps'
    group by half_year
)

select
    half_years.half_year,
    successors.counted_login as school_login,
    cells.pooled_procedure as procedure,
    cells.assessment_year,
    half_years.calendar_year - cells.assessment_year as years_back,
    sum(cells.participants) as participants,
    sum(cells.below_threshold) as below_threshold,
    sum(case when marked.school_login is null then cells.participants else 0 end)
        as unmarked_participants,
    sum(case when marked.school_login is null then cells.below_threshold else 0 end)
        as unmarked_below_threshold
from {{ ref('int_monitored_half_years') }} as half_years
inner join years on half_years.half_year = years.half_year
inner join {{ ref('int_judged_cells') }} as cells
    on
        half_years.half_year >= cells.half_year
        and half_years.calendar_year >= cells.assessment_year
        and half_years.calendar_year - years.lps_years < cells.assessment_year
inner join {{ ref('int_school_successors') }} as successors
    on
        half_years.half_year = successors.half_year
        and cells.school_login = successors.school_login
left join marked
    on
        cells.school_login = marked.school_login
        and cells.procedure = marked.procedure
        and cells.assessment_year = marked.assessment_year
        and cells.session = marked.session
group by
    half_years.half_year, successors.counted_login, cells.pooled_procedure, cells.assessment_year,
    half_years.calendar_year
