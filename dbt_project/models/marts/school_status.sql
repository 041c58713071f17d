with periods as (
    select
        periods.half_year,
        successors.counted_login as school_login,
        periods.school_login as listed_login,
        periods.category,
        periods.is_on_cutoff,
        periods.valid_from,
        periods.valid_to,
        periods.basis_document,
        periods.end_reason,
        row_number() over (
            partition by periods.half_year, successors.counted_login, periods.category
            order by periods.is_on_cutoff desc, periods.valid_from desc, periods.school_login asc
        ) as place
    from {{ ref('int_list_periods') }} as periods
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on periods.half_year = half_years.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            periods.half_year = successors.half_year
            and periods.school_login = successors.school_login
    where periods.is_in_year
),

history as (
    select
        half_year,
        school_login,
        category,
        max(case when source = 'official' then case when is_in then 1 else 0 end end) = 1
            as is_listed_now,
        max(case when source = 'official' then change end) as official_change,
        max(case when source = 'official' then since end) as official_since,
        max(case when source = 'computed' then change end) as computed_change,
        max(case when source = 'computed' then since end) as computed_since
    from {{ ref('int_status_history') }}
    group by half_year, school_login, category
),

computed_categories as (
    select distinct half_year, category
    from {{ ref('int_scenario_rules') }}
),

rows_of_the_mart as (
    select schools.half_year, schools.school_login, categories.category
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join computed_categories as categories on schools.half_year = categories.half_year
    where schools.not_open_reason is null
    union distinct
    select half_year, school_login, category
    from periods
    where place = 1
    union distinct
    -- a list that ended with the year before: the school has left it
    select half_year, school_login, category
    from history
    where official_change = 'left'
)

select
    statuses.half_year,
    schools.school_id,
    statuses.school_login,
    schools.territory,
    statuses.category,
    periods.school_login is not null as is_official,
    coalesce(periods.is_on_cutoff, false) as is_on_cutoff,
    periods.valid_from,
    periods.valid_to,
    periods.basis_document,
    periods.end_reason,
    case when periods.listed_login <> periods.school_login then periods.listed_login end
        as carried_over_from,
    case
        when categories.category is null or schools.not_open_reason is not null
            then 'not_applicable'
        else coalesce(computed.state, 'not_measured')
    end as computed_state,
    computed.is_in as is_computed,
    case
        when categories.category is null then 'Эта категория определяется только списком.'
        when schools.not_open_reason is not null then schools.not_open_reason
        else coalesce(computed.reason_ru, 'Статус не рассчитан.')
    end as computed_reason_ru,
    case
        when computed.is_in is null or history.is_listed_now is null then 'not_comparable'
        when computed.is_in and history.is_listed_now then 'agree_listed'
        when computed.is_in then 'computed_only'
        when history.is_listed_now then 'official_only'
        else 'agree_not_listed'
    end as agreement,
    history.official_change,
    history.official_since,
    history.computed_change,
    history.computed_since
from rows_of_the_mart as statuses
left join {{ ref('int_schools_by_half_year') }} as schools
    on
        statuses.half_year = schools.half_year
        and statuses.school_login = schools.school_login
left join computed_categories as categories
    on statuses.half_year = categories.half_year and statuses.category = categories.category
left join periods
    on
        statuses.half_year = periods.half_year
        and statuses.school_login = periods.school_login
        and statuses.category = periods.category
        and periods.place = 1
left join {{ ref('int_computed_statuses') }} as computed
    on
        computed.scenario = 'base'
        and statuses.half_year = computed.half_year
        and statuses.school_login = computed.school_login
        and statuses.category = computed.category
left join history
    on
        statuses.half_year = history.half_year
        and statuses.school_login = history.school_login
        and statuses.category = history.category
