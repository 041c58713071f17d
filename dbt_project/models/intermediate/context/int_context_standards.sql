select
    half_year,
    population,
    procedure,
    session,
    measure,
    cast(sum(participants) as bigint) as participants,
    sum(total) / sum(participants) as mean,
    sqrt(
        greatest(
            sum(total_of_squares) - sum(total) * sum(total) / sum(participants), 0
        ) / (sum(participants) - 1)
    ) as deviation
from {{ ref('int_context_measures') }}
group by half_year, population, procedure, session, measure
having sum(participants) > 1
