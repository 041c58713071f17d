with schools as (
    select
        half_years.half_year,
        schools.school_login,
        schools.territory,
        coalesce(catalogue.kind, '') as kind,
        coalesce(listed.is_lps, false) as is_lps,
        listed.school_login is not null as is_listed
    from {{ ref('int_quality_half_years') }} as half_years
    inner join {{ ref('int_schools_by_half_year') }} as schools
        on
            half_years.as_of_half_year = schools.half_year
            and half_years.is_awaited
            and schools.not_open_reason is null
    inner join {{ ref('int_schools') }} as catalogue
        on schools.school_login = catalogue.school_login
    left join {{ ref('int_listed_schools') }} as listed
        on
            half_years.as_of_half_year = listed.half_year
            and schools.school_login = listed.school_login
),

-- what is complete in a half-year, by the kind of school that takes part in it
procedures as (
    select distinct
        due.due_half_year as half_year,
        coalesce(expected.school_kind, '') as school_kind,
        due.procedure_kind
    from {{ ref('int_due_procedures') }} as due
    inner join {{ ref('rule_expected_procedures') }} as expected
        on due.procedure_kind = expected.procedure_kind and expected.is_expected
)

select
    schedule.half_year,
    schedule.dataset,
    schools.territory,
    schools.school_login,
    procedures.procedure_kind
from {{ ref('int_schedule') }} as schedule
inner join schools
    on
        schedule.half_year = schools.half_year
        and (
            schedule.expected_from = 'school'
            or (schedule.expected_from = 'lps_school' and schools.is_lps)
            or (schedule.expected_from = 'lps_or_dcs_school' and schools.is_listed)
        )
left join procedures
    on
        schedule.half_year = procedures.half_year
        and schools.kind = procedures.school_kind
        and schedule.dataset in ({{ assessment_datasets() }})
where
    schedule.dataset not in ({{ assessment_datasets() }})
    or procedures.procedure_kind is not null
union all
select distinct
    schedule.half_year,
    schedule.dataset,
    schools.territory,
    cast(null as varchar(100)) as school_login,
    cast(null as varchar(100)) as procedure_kind
from {{ ref('int_schedule') }} as schedule
inner join schools on schedule.half_year = schools.half_year
where schedule.expected_from = 'territory'
