with cells as (
    select
        *,
        max(delivery_id) over (
            partition by school_login, procedure, assessment_year, session, half_year
        ) as newest_delivery_id
    from {{ ref('int_assessment_cells_by_delivery') }}
)

select *
from cells
where delivery_id = newest_delivery_id
