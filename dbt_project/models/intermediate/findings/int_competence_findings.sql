with subjects as (
    select
        lower(vocabulary.synonym) as block,
        min(coalesce(procedures.subject_area, vocabulary.value)) as subject_area
    from {{ ref('rule_vocabularies') }} as vocabulary
    left join {{ ref('rule_procedures') }} as procedures on vocabulary.value = procedures.subject
    where vocabulary.vocabulary = 'subject'
    group by lower(vocabulary.synonym)
)

select
    deficits.half_year,
    deficits.school_login,
    'competence_deficit' as kind,
    deficits.diagnostic_kind || '-' || {{ slug('deficits.detail') }} as detail,
    deficits.detail as detail_ru,
    subjects.subject_area,
    'insufficient_competence' as risk_factor,
    cast(null as varchar(20)) as indicator,
    deficits.significance as basis,
    deficits.value,
    case deficits.significance
        when 'high' then deficits.high_threshold else deficits.medium_threshold
    end as threshold,
    'per_cent' as unit,
    deficits.finding_ru || ' Дефицит — от ' || {{ per_cent_ru('deficits.medium_threshold') }} || '.'
    || case
        when deficits.flags = 'u' then ' Педагогов немного: один человек может изменить вывод.'
        else ''
    end as evidence_ru
from {{ ref('int_risk_competence') }} as deficits
left join subjects on lower(trim(deficits.detail)) = subjects.block
-- where too few were diagnosed the share is hidden, and a finding would give it away
where deficits.state = 'measured' and deficits.significance in ('high', 'medium')
