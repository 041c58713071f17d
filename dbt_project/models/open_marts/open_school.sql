with shown as (
    -- where it lay when it was approved last: a move that nobody has signed is not public
    select
        school_id,
        max_by(territory, half_year) as territory
    from {{ ref('open_assessment_cell') }}
    where is_in_force and school_id is not null
    group by school_id
)

select
    schools.school_id,
    schools.name_ru,
    shown.territory,
    schools.kind,
    schools.settlement_kind
from {{ ref('dim_school') }} as schools
inner join shown on schools.school_id = shown.school_id
