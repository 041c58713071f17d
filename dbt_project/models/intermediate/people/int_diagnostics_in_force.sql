select
    half_years.half_year,
    persons.known_person as person,
    diagnostics.kind,
    diagnostics.block,
    diagnostics.held_on,
    diagnostics.score,
    diagnostics.max_score,
    diagnostics.level,
    row_number() over (
        partition by
            half_years.half_year, persons.known_person, diagnostics.kind, diagnostics.block
        order by diagnostics.held_on desc, diagnostics.delivery_id desc, diagnostics.row_no desc
    ) = 1 as is_newest
from {{ ref('int_monitored_half_years') }} as half_years
inner join {{ ref('int_half_year_rules') }} as rules on half_years.half_year = rules.half_year
inner join {{ ref('stg_competence_diagnostics') }} as diagnostics
    on
        half_years.ends_on >= diagnostics.held_on
        and half_years.ends_on
        < {{ months_later('diagnostics.held_on', '12 * rules.diagnostic_validity_years') }}
        and case diagnostics.kind
            when 'subject' then rules.diagnostic_counts_subject
            when 'method' then rules.diagnostic_counts_method
            else rules.diagnostic_counts_other
        end = 1
inner join {{ ref('int_persons') }} as persons on diagnostics.person = persons.person
where
    not diagnostics.is_superseded
    and (diagnostics.score is not null or {{ is_filled('diagnostics.level') }})
