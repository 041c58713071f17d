with places as (
    select distinct
        schools.half_year,
        ancestors.ancestor as territory
    from {{ ref('int_schools_by_half_year') }} as schools
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on schools.territory = ancestors.territory
    where schools.not_open_reason is null
),

rolled_up as (
    select
        judged.half_year,
        ancestors.ancestor as territory,
        judged.element,
        count(*) as territories_concerned,
        count(case when judged.is_present then 1 end) as territories_present,
        cast(sum(judged.schools_concerned) as bigint) as schools_concerned,
        cast(sum(judged.schools_covered) as bigint) as schools_covered
    from {{ ref('int_cycle_places') }} as judged
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on judged.territory = ancestors.territory
    group by judged.half_year, ancestors.ancestor, judged.element
),

counted as (
    select
        schools.half_year,
        ancestors.ancestor as territory,
        schools.element,
        count(distinct evidence.evidence_id) as evidence_rows
    from {{ ref('int_cycle_schools') }} as schools
    inner join {{ ref('int_cycle_evidence') }} as evidence
        on
            schools.half_year = evidence.half_year
            and schools.element = evidence.element
            and schools.school_login = evidence.school_login
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on schools.territory = ancestors.territory
    group by schools.half_year, ancestors.ancestor, schools.element
),

documents as (
    select
        judged.half_year,
        ancestors.ancestor as territory,
        judged.element,
        count(distinct documents.document_id) as evidence_documents,
        {{ joined("'«' || documents.title || '», ' || coalesce('действует до ' || "
                  ~ date_ru('documents.valid_to') ~ ", 'действует бессрочно')", '; ') }} as documents_ru
    from {{ ref('int_cycle_places') }} as judged
    inner join {{ ref('int_cycle_documents') }} as documents
        on
            judged.half_year = documents.half_year
            and judged.territory = documents.territory
            and judged.element = documents.element
    inner join {{ ref('int_territory_ancestors') }} as ancestors
        on judged.territory = ancestors.territory
    group by judged.half_year, ancestors.ancestor, judged.element
),

stated as (
    select
        places.half_year,
        places.territory,
        elements.element,
        elements.position,
        elements.stage,
        elements.stage_ru,
        elements.name_ru,
        elements.counts_schools,
        elements.counted_ru,
        elements.missing_ru,
        elements.todo_ru,
        case
            when rolled_up.territory is null then 'not_applicable'
            when rolled_up.territories_present = 0 then 'absent'
            when
                rolled_up.territories_present = rolled_up.territories_concerned
                and rolled_up.schools_covered = rolled_up.schools_concerned
                then 'present'
            else 'partial'
        end as state,
        coalesce(rolled_up.territories_concerned, 0) as territories_concerned,
        coalesce(rolled_up.territories_present, 0) as territories_present,
        coalesce(rolled_up.schools_concerned, 0) as schools_concerned,
        coalesce(rolled_up.schools_covered, 0) as schools_covered,
        case
            when elements.needs = 'documents' then 0
            else coalesce(counted.evidence_rows, 0)
        end as evidence_rows,
        case
            when elements.needs = 'rows' then 0
            else coalesce(documents.evidence_documents, 0)
        end as evidence_documents,
        documents.documents_ru
    from places
    cross join {{ ref('rule_cycle_elements') }} as elements
    left join rolled_up
        on
            places.half_year = rolled_up.half_year
            and places.territory = rolled_up.territory
            and elements.element = rolled_up.element
    left join counted
        on
            places.half_year = counted.half_year
            and places.territory = counted.territory
            and elements.element = counted.element
    left join documents
        on
            places.half_year = documents.half_year
            and places.territory = documents.territory
            and elements.element = documents.element
)

select
    half_year,
    territory,
    element,
    position,
    stage,
    stage_ru,
    name_ru,
    case
        when state <> 'not_applicable' then territories_present = territories_concerned
    end as is_present,
    state,
    evidence_rows,
    evidence_documents,
    schools_concerned,
    schools_covered,
    territories_concerned,
    territories_present,
    trim(
        case
            when state = 'not_applicable' then 'В территории нет школ, которых касается этот элемент.'
            when state = 'absent' then 'Подтверждений нет.'
            else
                case
                    when evidence_rows > 0
                        then
                            counted_ru || ' — ' || cast(evidence_rows as varchar(20))
                            || case
                                when counts_schools then ''
                                else ', школ охвачено — ' || cast(schools_covered as varchar(20))
                            end
                            || ' из ' || cast(schools_concerned as varchar(20)) || '. '
                    else ''
                end
                || case
                    when evidence_documents = 0 then ''
                    when territories_concerned > 1
                        then 'Действующих документов — ' || cast(evidence_documents as varchar(20)) || '. '
                    else 'Документы: ' || documents_ru || '. '
                end
                || case
                    when territories_concerned > 1
                        then
                            'Есть в территориях — ' || cast(territories_present as varchar(20))
                            || ' из ' || cast(territories_concerned as varchar(20)) || '.'
                    else ''
                end
        end
    ) as evidence_ru,
    case
        when state = 'absent' then missing_ru || ' ' || todo_ru
        when state = 'partial'
            then
                case
                    when territories_present < territories_concerned
                        then
                            'Нет в территориях — '
                            || cast(territories_concerned - territories_present as varchar(20))
                            || ' из ' || cast(territories_concerned as varchar(20)) || '. '
                    else ''
                end
                || case
                    when schools_covered < schools_concerned
                        then
                            'Не охвачено школ — '
                            || cast(schools_concerned - schools_covered as varchar(20))
                            || ' из ' || cast(schools_concerned as varchar(20)) || '. '
                    else ''
                end
                || todo_ru
    end as missing_ru
from stated
