with failures as (
    select
        *,
        -- in how many of the years the procedure failed
        count(*) over (partition by half_year, scenario, school_login, procedure) as years_failed
    from {{ ref('int_lps_failures') }}
),

schools as (
    select
        half_year,
        scenario,
        school_login,
        sum(case when years_back = 0 then 1 else 0 end) as procedures_failed,
        count(distinct assessment_year) as years_failed
    from failures
    group by half_year, scenario, school_login
),

judged as (
    select
        failures.half_year,
        failures.scenario,
        failures.school_login,
        failures.procedure,
        schools.procedures_failed >= rules.lps_procedures as is_two_procedures,
        case
            when rules.lps_years_any_procedure = 1 then schools.years_failed
            else failures.years_failed
        end >= rules.lps_years as is_two_years,
        rules.lps_years_any_procedure = 1 as is_any_procedure
    from failures
    inner join schools
        on
            failures.half_year = schools.half_year
            and failures.scenario = schools.scenario
            and failures.school_login = schools.school_login
    inner join {{ ref('int_scenario_rules') }} as rules
        on
            failures.half_year = rules.half_year
            and failures.scenario = rules.scenario
            and rules.category = 'lps'
    -- an earlier year counts only together with this one
    where failures.years_back = 0
)

select half_year, scenario, school_login, 'two_procedures' as rule, procedure
from judged
where is_two_procedures
union all
select
    half_year,
    scenario,
    school_login,
    case when is_any_procedure then 'two_years_any_procedure' else 'two_years' end as rule,
    procedure
from judged
where is_two_years
