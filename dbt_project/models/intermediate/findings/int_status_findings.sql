with statuses as (
    select
        half_year,
        school_login,
        category,
        max(case when source = 'official' and is_in then 1 else 0 end) = 1 as is_official,
        max(case when source = 'computed' and is_in then 1 else 0 end) = 1 as is_computed,
        max(case when source = 'computed' then 1 else 0 end) = 1 as is_judged
    from {{ ref('int_known_statuses') }}
    where category in ('lps', 'dcs')
    group by half_year, school_login, category
),

periods as (
    select
        periods.half_year,
        successors.counted_login as school_login,
        periods.category,
        periods.valid_from,
        periods.basis_document,
        row_number() over (
            partition by periods.half_year, successors.counted_login, periods.category
            order by periods.valid_from desc, periods.school_login asc
        ) as place
    from {{ ref('int_list_periods') }} as periods
    inner join {{ ref('int_school_successors') }} as successors
        on
            periods.half_year = successors.half_year
            and periods.school_login = successors.school_login
    where periods.is_on_cutoff
),

facts as (
    select
        statuses.*,
        case statuses.category when 'lps' then 'ШНОР' else 'ШНСУ' end as category_ru,
        periods.valid_from,
        periods.basis_document,
        computed.reason_ru
    from statuses
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
    where statuses.is_official or statuses.is_computed
)

select
    half_year,
    school_login,
    'status' as kind,
    category as detail,
    category_ru as detail_ru,
    cast(null as varchar(200)) as subject_area,
    cast(null as varchar(50)) as risk_factor,
    cast(null as varchar(20)) as indicator,
    case
        when is_official and is_computed then 'agree_listed'
        when is_computed then 'computed_only'
        when is_judged then 'official_only'
        else 'not_comparable'
    end as basis,
    cast(null as double) as value,
    cast(null as double) as threshold,
    cast(null as varchar(30)) as unit,
    case
        when is_official
            then
                'Школа в официальном списке ' || category_ru || ' с ' || {{ date_ru('valid_from') }}
                || coalesce(' (основание: ' || basis_document || ')', '') || '. '
        else 'В официальном списке ' || category_ru || ' школы нет, но по правилам она в него входит. '
    end
    || 'Расчёт: ' || coalesce(reason_ru, 'статус не рассчитан.') as evidence_ru
from facts
