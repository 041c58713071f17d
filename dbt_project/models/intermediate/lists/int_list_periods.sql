with states as (
    select
        half_years.half_year,
        half_years.year_starts_on,
        half_years.ends_on,
        state_half_years.ends_on as known_until,
        states.half_year as state_half_year,
        states.school_login,
        states.category,
        states.valid_from,
        states.valid_to,
        states.basis_document,
        states.end_reason,
        states.capacity,
        max(states.half_year) over (
            partition by
                half_years.half_year, states.school_login, states.category, states.valid_from
        ) as newest_half_year
    from {{ ref('int_monitored_half_years') }} as half_years
    -- a list that the year's second delivery no longer names still counts in the year
    inner join {{ ref('int_list_states') }} as states
        on states.half_year in (half_years.half_year, half_years.first_half_year)
    inner join {{ ref('int_half_years') }} as state_half_years
        on states.half_year = state_half_years.half_year
    where states.half_year <= half_years.half_year
)

select
    half_year,
    school_login,
    category,
    valid_from,
    valid_to,
    basis_document,
    end_reason,
    capacity,
    valid_from <= known_until and coalesce(valid_to, known_until) >= year_starts_on as is_in_year,
    state_half_year = half_year
    and valid_from <= ends_on and coalesce(valid_to, ends_on) >= ends_on as is_on_cutoff,
    -- the last day of a row that ends on the cut-off has come: the school has left
    state_half_year = half_year
    and valid_from <= ends_on and (valid_to is null or valid_to > ends_on) as is_staying,
    coalesce(end_reason = 'results' and valid_to between year_starts_on and ends_on, false)
        as has_left_on_results
from states
where state_half_year = newest_half_year
