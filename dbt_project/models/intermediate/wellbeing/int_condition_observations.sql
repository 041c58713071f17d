with valid as (
    select
        half_years.half_year,
        successors.counted_login,
        successors.is_carried_over,
        successors.joined_on,
        conditions.*,
        row_number() over (
            partition by half_years.half_year, successors.counted_login, conditions.school_login
            order by conditions.observed_on desc, conditions.delivery_id desc, conditions.row_no desc
        ) as place,
        max(case when not successors.is_carried_over then conditions.observed_on end) over (
            partition by half_years.half_year, successors.counted_login
        ) as observed_by_itself_on
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_half_year_rules') }} as rules on half_years.half_year = rules.half_year
    inner join {{ ref('stg_social_conditions') }} as conditions
        on
            half_years.ends_on >= conditions.observed_on
            and conditions.observed_on
            > {{ months_later('half_years.ends_on', '-rules.conditions_validity_months') }}
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and conditions.school_login = successors.school_login
    where not conditions.is_superseded
)

select
    half_year,
    counted_login as school_login,
    school_login as observed_login,
    observed_on,
    pupils,
    {{ var('condition_shares') | join(',
    ') }}
from valid
where
    place = 1
    -- a later observation of the school itself already covers whoever had joined it by then
    and (
        not is_carried_over
        or observed_by_itself_on is null
        or observed_by_itself_on < joined_on
        or observed_on >= observed_by_itself_on
    )
