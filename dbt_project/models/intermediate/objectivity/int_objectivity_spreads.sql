with sums as (
    select
        cells.*,
        rules.objectivity_narrow_spread_ratio as threshold,
        rules.objectivity_least_participants,
        sum(cells.squared_deviations) over (
            partition by
                cells.half_year, cells.population, cells.procedure, cells.assessment_year,
                cells.session
        ) - cells.squared_deviations as squared_deviations_of_others,
        sum(cells.score_count - 1) over (
            partition by
                cells.half_year, cells.population, cells.procedure, cells.assessment_year,
                cells.session
        ) - (cells.score_count - 1) as degrees_of_others
    from {{ ref('int_objectivity_cells') }} as cells
    inner join {{ ref('int_half_year_rules') }} as rules on cells.half_year = rules.half_year
    where cells.score_count > 1
),

spreads as (
    select
        *,
        -- what rounding leaves below zero is zero
        sqrt(greatest(squared_deviations, 0.0) / (score_count - 1)) as deviation,
        sqrt(greatest(squared_deviations_of_others, 0.0) / nullif(degrees_of_others, 0))
            as deviation_of_others
    from sums
    where score_count >= objectivity_least_participants
)

select
    half_year,
    school_login,
    procedure,
    assessment_year,
    session,
    score_count as participants,
    deviation,
    deviation_of_others,
    deviation / deviation_of_others as ratio,
    threshold
from spreads
-- schools of unknown territories are no population
where deviation_of_others > 0 and population is not null
