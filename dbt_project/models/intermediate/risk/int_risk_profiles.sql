with in_force as (
    select
        delivered.half_year,
        successors.counted_login as school_login,
        delivered.school_login as profile_login,
        cast(delivered.year as integer) as profile_year,
        half_years.calendar_year,
        delivered.risk_factor,
        delivered.significance,
        delivered.is_verified,
        max(delivered.year) over (
            partition by delivered.half_year, successors.counted_login
        ) as newest_year
    from {{ ref('int_risk_profile_states') }} as delivered
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on delivered.half_year = half_years.half_year
    inner join {{ ref('int_half_year_rules') }} as rules
        on
            delivered.half_year = rules.half_year
            and delivered.year >= half_years.calendar_year - rules.risk_profile_validity_years
    inner join {{ ref('int_school_successors') }} as successors
        on
            delivered.half_year = successors.half_year
            and delivered.school_login = successors.school_login
    inner join {{ ref('int_schools_by_half_year') }} as schools
        on
            delivered.half_year = schools.half_year
            and successors.counted_login = schools.school_login
            and schools.not_open_reason is null
    where delivered.year <= half_years.calendar_year
),

-- of merged schools the graver word on a factor counts: a risk doesn't end with a merger
placed as (
    select
        *,
        row_number() over (
            partition by half_year, school_login, risk_factor
            order by
                case significance when 'high' then 1 when 'medium' then 2 else 3 end,
                case when profile_login = school_login then 1 else 2 end,
                profile_login
        ) as place
    from in_force
    where profile_year = newest_year
)

select
    placed.half_year,
    placed.school_login,
    placed.profile_year,
    placed.risk_factor,
    placed.significance,
    placed.is_verified,
    'Профиль «500+» за ' || cast(placed.profile_year as varchar(4)) || ' год: значимость '
    || case placed.significance
        when 'high' then 'высокая' when 'medium' then 'средняя' else 'низкая'
    end
    || case
        when placed.is_verified then ', куратор подтвердил.'
        when not placed.is_verified then ', куратор не подтвердил.'
        else ', подтвердил ли куратор, не указано.'
    end
    || case
        when placed.profile_year < placed.calendar_year
            then ' Профиля за ' || cast(placed.calendar_year as varchar(4)) || ' год нет.'
        else ''
    end
    || case
        when placed.profile_login <> placed.school_login
            then ' Профиль школы ' || placed.profile_login || ', которая вошла в эту.'
        else ''
    end
    || case
        when coalesce(versions.is_listed, false) then ''
        else ' В перечне факторов этого года его нет.'
    end as finding_ru
from placed
left join {{ ref('int_risk_factor_versions') }} as versions
    on placed.profile_year = versions.year and placed.risk_factor = versions.risk_factor
where placed.place = 1
