with broken as (
    select procedure, assessment_year
    from {{ ref('rule_comparability') }}
    where not is_comparable_with_previous
),

-- each cell stands once as the later and once as the earlier of two years
cells as (
    select *, assessment_year as compared_year
    from {{ ref('int_list_cells') }}
    union all
    select *, assessment_year + 1 as compared_year
    from {{ ref('int_list_cells') }}
)

select
    cells.*,
    broken.procedure is null as is_comparable
from cells
left join broken
    on cells.procedure = broken.procedure and cells.compared_year = broken.assessment_year
where cells.state <> 'not_measured'
