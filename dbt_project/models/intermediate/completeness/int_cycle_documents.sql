with in_force as (
    select
        half_years.half_year,
        documents.document_id,
        documents.kind,
        documents.title,
        documents.territory,
        documents.valid_to
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('stg_programme_documents') }} as documents
        on
            half_years.ends_on >= documents.valid_from
            and half_years.ends_on <= coalesce(documents.valid_to, half_years.ends_on)
    where not documents.is_superseded
)

select
    in_force.half_year,
    below.territory,
    kinds.element,
    in_force.document_id,
    in_force.title,
    in_force.valid_to
from in_force
inner join {{ ref('rule_cycle_element_documents') }} as kinds on in_force.kind = kinds.kind
inner join {{ ref('int_territory_ancestors') }} as below
    on
        in_force.territory = below.ancestor
        and (kinds.holds_below or in_force.territory = below.territory)
