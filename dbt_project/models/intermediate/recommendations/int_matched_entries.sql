with entries as (
    select
        'practice' as kind, id, title, holder, risk_factor, subject, link, delivered_half_year
    from {{ ref('stg_practices') }}
    where not is_superseded
    union all
    select
        'material' as kind, id, title, holder, risk_factor, subject, link, delivered_half_year
    from {{ ref('stg_method_materials') }}
    where not is_superseded
),

subject_areas as (
    select distinct subject, subject_area
    from {{ ref('rule_procedures') }}
    where subject_area is not null
),

known as (
    select
        entries.*,
        coalesce(subject_areas.subject_area, entries.subject) as subject_area
    from entries
    left join subject_areas on entries.subject = subject_areas.subject
),

matched as (
    select
        triggered.half_year,
        triggered.school_login,
        triggered.finding_id,
        triggered.rule,
        triggered.kind,
        triggered.since,
        triggered.severity,
        known.id as object_id,
        known.title,
        known.holder,
        known.link,
        coalesce(triggered.subject_area = known.subject_area, false) as fits_subject,
        coalesce(triggered.risk_factor = known.risk_factor, false) as fits_risk_factor
    from {{ ref('int_triggered_rules') }} as triggered
    inner join known
        on
            triggered.kind = known.kind
            and triggered.half_year >= coalesce(known.delivered_half_year, '')
    where
        (triggered.subject_area = known.subject_area or triggered.risk_factor = known.risk_factor)
        -- what both name must be the same
        and coalesce(triggered.subject_area = known.subject_area, true)
        and coalesce(triggered.risk_factor = known.risk_factor, true)
),

ranked as (
    select
        *,
        row_number() over (
            partition by half_year, finding_id, rule
            order by
                case when fits_subject then 0 else 1 end,
                case when fits_risk_factor then 0 else 1 end,
                object_id
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
    object_id,
    title,
    holder,
    link,
    case
        when fits_subject and fits_risk_factor then 'Подходит и по предмету, и по рисковому фактору.'
        when fits_subject then 'Подходит по предмету.'
        else 'Подходит по рисковому фактору.'
    end as reason_ru
from chosen
where place_of_finding = 1
