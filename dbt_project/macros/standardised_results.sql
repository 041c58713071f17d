{# Results on one scale, from sums of cells: in standard deviations of all participants of the same
   procedure and session. Used by the context model (as of each half-year) and by the effects of
   measures (once per assessment year). #}

{# Sums per cell and measure of the cells in `cells`: a cell may be measured by scores, by marks, or by
   both; nothing of single pupils. `keys` are the columns of a cell that are handed on. #}
{% macro sums_by_measure(keys, cells='cells') -%}
select
    {{ keys | join(',\n    ') }},
    'score' as measure,
    score_count as participants,
    cast(score_sum as double) as total,
    cast(score_sum_of_squares as double) as total_of_squares
from {{ cells }}
where score_count > 0
union all
select
    {{ keys | join(',\n    ') }},
    'mark' as measure,
    mark_2 + mark_3 + mark_4 + mark_5 as participants,
    cast(2 * mark_2 + 3 * mark_3 + 4 * mark_4 + 5 * mark_5 as double) as total,
    cast(4 * mark_2 + 9 * mark_3 + 16 * mark_4 + 25 * mark_5 as double) as total_of_squares
from {{ cells }}
where mark_2 + mark_3 + mark_4 + mark_5 > 0
{%- endmacro %}

{# Mean and standard deviation per `keys` over all participants of `sums`. #}
{% macro standards_of_sums(keys, sums) -%}
select
    {{ keys | join(',\n    ') }},
    cast(sum(participants) as bigint) as participants,
    sum(total) / sum(participants) as mean,
    -- rounded: results that are all alike must have no spread, not one of lost digits
    sqrt(
        greatest(
            round(sum(total_of_squares) - sum(total) * sum(total) / sum(participants), 6), 0
        ) / (sum(participants) - 1)
    ) as deviation
from {{ sums }}
group by {{ keys | join(', ') }}
having sum(participants) > 1
{%- endmacro %}

{# Sum of the standardised results of a cell, from `total`, `participants`, `mean`, `deviation`. #}
{% macro standardised_total() -%}
(total - participants * mean) / deviation
{%- endmacro %}

{# Sum of their squares. Around the cell's own mean: what is taken around another loses digits, and
   pupils who are all alike would come out with fewer squares than their sum allows. #}
{% macro standardised_total_of_squares() -%}
(
            greatest(total_of_squares - total * total / participants, 0)
            + (total - participants * mean) * (total - participants * mean) / participants
        ) / (deviation * deviation)
{%- endmacro %}
