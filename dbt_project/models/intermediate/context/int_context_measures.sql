{#- A cell may be measured by scores, by marks, or by both: sums of each, nothing of single pupils. -#}
with cells as (
    select *
    from {{ ref('int_analysed_cells') }}
    where state = 'measured' and population is not null
)

select
    half_year,
    population,
    school_login,
    subject_area,
    procedure,
    session,
    'score' as measure,
    score_count as participants,
    cast(score_sum as double) as total,
    cast(score_sum_of_squares as double) as total_of_squares
from cells
where score_count > 0
union all
select
    half_year,
    population,
    school_login,
    subject_area,
    procedure,
    session,
    'mark' as measure,
    mark_2 + mark_3 + mark_4 + mark_5 as participants,
    cast(2 * mark_2 + 3 * mark_3 + 4 * mark_4 + 5 * mark_5 as double) as total,
    cast(4 * mark_2 + 9 * mark_3 + 16 * mark_4 + 25 * mark_5 as double) as total_of_squares
from cells
where mark_2 + mark_3 + mark_4 + mark_5 > 0
