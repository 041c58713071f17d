with statuses as (
    select
        half_years.half_year,
        half_years.calendar_year,
        half_years.is_year_end,
        statuses.school_login,
        statuses.state,
        statuses.is_dcs,
        statuses.value,
        -- 0.29 of a hundred is not quite 29
        round(statuses.threshold, 9) as threshold,
        statuses.reason_ru
    from {{ ref('int_dcs_status') }} as statuses
    inner join {{ ref('int_monitored_half_years') }} as half_years
        on statuses.half_year = half_years.half_year
    where statuses.scenario = 'base' and statuses.state = 'measured'
),

-- the school's own place a year before; under another login then, if only one went into it
earlier as (
    select
        statuses.half_year,
        statuses.school_login,
        coalesce(
            max(case when earlier.school_login = statuses.school_login then earlier.value end),
            case when count(*) = 1 then max(earlier.value) end
        ) as value
    from statuses
    inner join {{ ref('int_school_successors') }} as successors
        on
            statuses.half_year = successors.half_year
            and statuses.school_login = successors.counted_login
    inner join statuses as earlier
        on
            successors.school_login = earlier.school_login
            and statuses.calendar_year - 1 = earlier.calendar_year
            and statuses.is_year_end = earlier.is_year_end
    where statuses.is_dcs
    group by statuses.half_year, statuses.school_login
)

select
    statuses.half_year,
    statuses.school_login,
    'lowest_quarter' as rule,
    '' as procedure,
    statuses.value,
    statuses.threshold,
    round(statuses.threshold - statuses.value, 9) as distance,
    earlier.value as value_previous_year,
    statuses.reason_ru
    || coalesce(' Год назад — ' || {{ per_cent_ru('earlier.value') }} || ' школ.', '') as reason_ru
from statuses
left join earlier
    on statuses.half_year = earlier.half_year and statuses.school_login = earlier.school_login
where statuses.is_dcs
