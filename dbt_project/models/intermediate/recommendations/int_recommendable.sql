with named as (
    select
        triggered.*,
        schools.name as school_name,
        indicators.indicator || ' «' || indicators.name_ru || '»' as indicator_ru,
        {{ measured_ru('triggered.value', 'triggered.unit') }} as value_ru,
        {{ measured_ru('triggered.threshold', 'triggered.unit') }} as threshold_ru,
        coalesce(entries.object_id, '') as object_id,
        entries.title as entry_title,
        entries.holder as entry_holder,
        coalesce('Подробнее: ' || entries.link, 'Адрес в каталоге не указан.') as entry_link_ru,
        coalesce(entries.reason_ru, '') as reason_ru
    from {{ ref('int_triggered_rules') }} as triggered
    inner join {{ ref('int_schools') }} as schools
        on triggered.school_login = schools.school_login
    left join {{ ref('rule_indicators') }} as indicators
        on triggered.indicator = indicators.indicator
    left join {{ ref('int_matched_entries') }} as entries
        on
            triggered.half_year = entries.half_year
            and triggered.finding_id = entries.finding_id
            and triggered.rule = entries.rule
    where triggered.kind = 'targeted' or entries.object_id is not null
)

select
    half_year,
    -- a practice or material is one thing, whichever finding speaks for it
    school_login || '-'
    || case
        when object_id <> '' then kind || '-' || {{ slug('object_id') }}
        when detail = '' then rule
        else rule || '-' || detail
    end as lineage,
    school_login,
    finding_id,
    rule,
    object_id,
    kind,
    addressee,
    severity,
    indicator,
    repeat_after_half_years,
    deadline_days,
    {{ filled_text('text_ru') }} as text_ru,
    reason_ru
from named
