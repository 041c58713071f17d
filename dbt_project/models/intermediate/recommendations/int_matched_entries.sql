with triggered as (
    select
        triggered.*,
        schools.settlement_kind,
        wellbeing.value as wellbeing_index
    from {{ ref('int_triggered_rules') }} as triggered
    inner join {{ ref('int_schools') }} as schools
        on triggered.school_login = schools.school_login
    left join {{ ref('int_wellbeing_index') }} as wellbeing
        on
            triggered.half_year = wellbeing.half_year
            and triggered.school_login = wellbeing.school_login
    where triggered.kind in ('practice', 'material')
),

-- two joins on equality instead of one on either: a country's catalogue is long
pairs as (
    {%- for column in ['subject_area', 'risk_factor'] %}
    select
        triggered.half_year,
        triggered.finding_id,
        triggered.rule,
        triggered.kind,
        entries.object_id
    from triggered
    inner join {{ ref('int_catalogue_entries') }} as entries
        on
            triggered.half_year = entries.half_year
            and triggered.kind = entries.kind
            and triggered.{{ column }} = entries.{{ column }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
),

matched as (
    select
        triggered.half_year,
        triggered.school_login,
        triggered.finding_id,
        triggered.rule,
        triggered.kind,
        triggered.severity,
        triggered.since,
        triggered.wellbeing_index,
        entries.object_id,
        entries.title,
        entries.holder,
        entries.link,
        entries.holder_name,
        entries.is_hub,
        entries.is_resilient,
        entries.wellbeing_index as holder_index,
        triggered.settlement_kind,
        coalesce(triggered.subject_area = entries.subject_area, false) as fits_subject,
        coalesce(triggered.risk_factor = entries.risk_factor, false) as fits_risk_factor,
        coalesce(triggered.settlement_kind = entries.settlement_kind, false) as fits_settlement,
        -- the order of a sum must not decide who comes first
        round(abs(triggered.wellbeing_index - entries.wellbeing_index), 6) as index_difference
    from pairs
    inner join triggered
        on
            pairs.half_year = triggered.half_year
            and pairs.finding_id = triggered.finding_id
            and pairs.rule = triggered.rule
    inner join {{ ref('int_catalogue_entries') }} as entries
        on
            pairs.half_year = entries.half_year
            and pairs.kind = entries.kind
            and pairs.object_id = entries.object_id
    where
        -- what both name must be the same
        coalesce(triggered.subject_area = entries.subject_area, true)
        and coalesce(triggered.risk_factor = entries.risk_factor, true)
        and coalesce(triggered.school_login <> entries.holder_login, true)
),

ranked as (
    select
        *,
        row_number() over (
            partition by half_year, finding_id, rule
            order by
                case when fits_subject then 0 else 1 end asc,
                case when fits_risk_factor then 0 else 1 end asc,
                case when is_hub or is_resilient then 0 else 1 end asc,
                case when fits_settlement then 0 else 1 end asc,
                case when index_difference is null then 1 else 0 end asc,
                index_difference asc,
                object_id asc
        ) as place
    from matched
),

-- several findings may speak for one entry: it is recommended once, for the one that stands longest
chosen as (
    select
        ranked.*,
        row_number() over (
            partition by ranked.half_year, ranked.school_login, ranked.kind, ranked.object_id
            order by
                ranked.since asc,
                {{ severity_rank('ranked.severity') }} asc,
                ranked.finding_id asc,
                ranked.rule asc
        ) as place_of_finding
    from ranked
    inner join {{ ref('int_half_year_rules') }} as rules on ranked.half_year = rules.half_year
    where ranked.place <= rules.recommended_practices
)

select
    half_year,
    school_login,
    finding_id,
    rule,
    kind,
    object_id,
    title,
    holder,
    link,
    case
        when fits_subject and fits_risk_factor then 'Подходит и по предмету, и по рисковому фактору.'
        when fits_subject then 'Подходит по предмету.'
        else 'Подходит по рисковому фактору.'
    end
    || case
        when is_hub and is_resilient
            then ' Это практика школы «' || holder_name || '»: она и опорная, и резильентная.'
        when is_hub then ' Это практика опорной школы «' || holder_name || '».'
        when is_resilient
            then
                ' Это практика резильентной школы «' || holder_name
                || '»: её результаты выше, чем ожидалось бы в её условиях.'
        else ''
    end
    || case
        when (is_hub or is_resilient) and index_difference is not null
            then
                ' Индекс социального благополучия: у неё ' || {{ decimal_ru('holder_index') }}
                || ', у вашей школы ' || {{ decimal_ru('wellbeing_index') }} || '.'
        else ''
    end
    || case
        when (is_hub or is_resilient) and fits_settlement and settlement_kind = 'rural'
            then ' Обе школы сельские.'
        when (is_hub or is_resilient) and fits_settlement then ' Обе школы городские.'
        else ''
    end as reason_ru
from chosen
where place_of_finding = 1
