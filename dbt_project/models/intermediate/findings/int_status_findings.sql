with computed as (
    select half_year, school_login, category, is_in
    from {{ ref('int_known_statuses') }}
    where source = 'computed' and category in ('lps', 'dcs')
),

-- results are a year's; the index needs no help, conditions hold for a year by themselves
standing as (
    {{ newest_judgements('computed', ['category']) }}
),

judged as (
    select
        standing.half_year,
        standing.school_login,
        standing.category,
        standing.judged_half_year,
        standing.judged_login,
        computed.is_in
    from standing
    inner join computed
        on
            standing.judged_half_year = computed.half_year
            and standing.judged_login = computed.school_login
            and standing.category = computed.category
    where standing.category = 'lps' or standing.half_year = standing.judged_half_year
),

official as (
    select half_year, school_login, category, is_in
    from {{ ref('int_known_statuses') }}
    where source = 'official' and category in ('lps', 'dcs')
),

statuses as (
    select
        coalesce(official.half_year, judged.half_year) as half_year,
        coalesce(official.school_login, judged.school_login) as school_login,
        coalesce(official.category, judged.category) as category,
        official.school_login is not null as has_list,
        coalesce(official.is_in, false) as is_official,
        judged.is_in as is_computed,
        judged.judged_half_year,
        judged.judged_login
    from official
    full outer join judged
        on
            official.half_year = judged.half_year
            and official.school_login = judged.school_login
            and official.category = judged.category
    where official.is_in or judged.is_in
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
        reasons.reason_ru
        || {{ standing_ru(
            'statuses.half_year', 'coalesce(statuses.judged_half_year, statuses.half_year)'
        ) }} as reason_ru
    from statuses
    left join periods
        on
            statuses.half_year = periods.half_year
            and statuses.school_login = periods.school_login
            and statuses.category = periods.category
            and periods.place = 1
    left join {{ ref('int_computed_statuses') }} as reasons
        on
            reasons.scenario = 'base'
            and coalesce(statuses.judged_half_year, statuses.half_year) = reasons.half_year
            and coalesce(statuses.judged_login, statuses.school_login) = reasons.school_login
            and statuses.category = reasons.category
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
        when not is_computed then 'official_only'
        else 'not_comparable'
    end as basis,
    cast(null as double) as value,
    cast(null as double) as threshold,
    cast(null as varchar(30)) as unit,
    case
        when is_official
            then
                'Школа в официальном списке ' || category_ru
                || coalesce(' с ' || {{ date_ru('valid_from') }}, '')
                || coalesce(' (основание: ' || basis_document || ')', '') || '. '
        when has_list
            then
                'В официальном списке ' || category_ru
                || ' школы нет, но по правилам она должна в нём быть. '
        else 'Официального списка ' || category_ru || ' нет; по правилам школа должна в нём быть. '
    end
    || 'Расчёт. ' || coalesce(reason_ru, 'Статус не рассчитан.') as evidence_ru
from facts
