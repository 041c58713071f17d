with cells as (
    select *
    from {{ ref('int_analysed_cells') }}
    where state = 'measured' and population is not null
)

{{ sums_by_measure([
    'half_year', 'population', 'school_login', 'held_by', 'subject_area', 'procedure', 'session'
]) }}
