select
    half_year,
    population,
    procedure,
    session,
    measure,
    cast(sum(participants) as bigint) as participants,
    sum(total) / sum(participants) as mean,
    -- rounded: results that are all alike must have no spread, not one of lost digits
    sqrt(
        greatest(
            round(sum(total_of_squares) - sum(total) * sum(total) / sum(participants), 6), 0
        ) / (sum(participants) - 1)
    ) as deviation
from {{ ref('int_context_measures') }}
group by half_year, population, procedure, session, measure
having sum(participants) > 1
