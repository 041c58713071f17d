{#- Two joins on equality instead of one on either: a country's catalogue is long. What both name must be the
    same, so that the second finds only what the first can't. Texts come last: they are heavy to sort. -#}
with pairs as (
    {%- for column, other in [('subject_area', 'risk_factor'), ('risk_factor', 'subject_area')] %}
    select
        triggered.half_year,
        triggered.school_login,
        triggered.finding_id,
        triggered.rule,
        triggered.kind,
        triggered.severity,
        triggered.since,
        entries.object_id,
        entries.is_hub,
        entries.is_resilient,
        entries.settlement_kind as holder_settlement,
        entries.wellbeing_index as holder_index,
        coalesce(triggered.subject_area = entries.subject_area, false) as fits_subject,
        coalesce(triggered.risk_factor = entries.risk_factor, false) as fits_risk_factor
    from {{ ref('int_triggered_rules') }} as triggered
    inner join {{ ref('int_catalogue_entries') }} as entries
        on
            triggered.half_year = entries.half_year
            and triggered.kind = entries.kind
            and triggered.{{ column }} = entries.{{ column }}
            {%- if loop.first %}
            and coalesce(triggered.{{ other }} = entries.{{ other }}, true)
            {%- else %}
            and (triggered.{{ other }} is null or entries.{{ other }} is null)
            {%- endif %}
            and coalesce(triggered.school_login <> entries.holder_login, true)
    where triggered.kind in ('practice', 'material')
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

matched as (
    select
        pairs.*,
        schools.settlement_kind,
        wellbeing.value as wellbeing_index,
        coalesce(schools.settlement_kind = pairs.holder_settlement, false) as fits_settlement,
        -- the order of a sum must not decide who comes first
        round(abs(wellbeing.value - pairs.holder_index), 6) as index_difference
    from pairs
    inner join {{ ref('int_schools') }} as schools on pairs.school_login = schools.school_login
    left join {{ ref('int_wellbeing_index') }} as wellbeing
        on
            pairs.half_year = wellbeing.half_year
            and pairs.school_login = wellbeing.school_login
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
    chosen.half_year,
    chosen.school_login,
    chosen.finding_id,
    chosen.rule,
    chosen.kind,
    chosen.object_id,
    entries.title,
    entries.holder,
    entries.link,
    case
        when chosen.fits_subject and chosen.fits_risk_factor
            then 'Подходит и по предмету, и по рисковому фактору.'
        when chosen.fits_subject then 'Подходит по предмету.'
        else 'Подходит по рисковому фактору.'
    end
    || case
        when chosen.is_hub and chosen.is_resilient
            then ' Это практика школы «' || entries.holder_name || '»: она и опорная, и резильентная.'
        when chosen.is_hub then ' Это практика опорной школы «' || entries.holder_name || '».'
        when chosen.is_resilient
            then
                ' Это практика резильентной школы «' || entries.holder_name
                || '»: её результаты выше, чем ожидалось бы в её условиях.'
        else ''
    end
    || case
        when (chosen.is_hub or chosen.is_resilient) and chosen.index_difference is not null
            then
                ' Индекс социального благополучия: у неё ' || {{ decimal_ru('chosen.holder_index') }}
                || ', у вашей школы ' || {{ decimal_ru('chosen.wellbeing_index') }} || '.'
        else ''
    end
    || case
        when
            (chosen.is_hub or chosen.is_resilient)
            and chosen.fits_settlement and chosen.settlement_kind = 'rural'
            then ' Обе школы сельские.'
        when (chosen.is_hub or chosen.is_resilient) and chosen.fits_settlement
            then ' Обе школы городские.'
        else ''
    end as reason_ru
from chosen
inner join {{ ref('int_catalogue_entries') }} as entries
    on
        chosen.half_year = entries.half_year
        and chosen.kind = entries.kind
        and chosen.object_id = entries.object_id
where chosen.place_of_finding = 1
