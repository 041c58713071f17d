{#- Results of few participants say little of a school; what is older than its validity says nothing. -#}
with compared as (
    select half_year, school_login
    from {{ ref('int_schools_in_need') }}
    union distinct
    select half_year, school_login
    from {{ ref('int_hub_places') }}
),

candidates as (
    select
        half_years.half_year,
        compared.school_login,
        results.subject_area,
        results.half_year as measured_half_year,
        results.participants,
        -- rounded: the order of adding up must not tell schools alike from one another
        round(results.total / results.participants, 6) as result,
        row_number() over (
            partition by half_years.half_year, compared.school_login, results.subject_area
            order by
                results.half_year desc, successors.is_carried_over asc,
                results.participants desc, results.school_login asc
        ) as place
    from {{ ref('int_monitored_half_years') }} as half_years
    inner join {{ ref('int_half_year_rules') }} as rules on half_years.half_year = rules.half_year
    inner join {{ ref('int_monitored_half_years') }} as measured
        on
            half_years.half_year >= measured.half_year
            and measured.ends_on
            > {{ months_later('half_years.ends_on', '-rules.results_validity_months') }}
    inner join compared on half_years.half_year = compared.half_year
    inner join {{ ref('int_school_successors') }} as successors
        on
            half_years.half_year = successors.half_year
            and compared.school_login = successors.counted_login
    inner join {{ ref('int_context_sums') }} as results
        on
            measured.half_year = results.half_year
            and successors.school_login = results.school_login
            and rules.low_reliability_participants <= results.participants
)

select
    half_year,
    school_login,
    subject_area,
    measured_half_year,
    participants,
    result
from candidates
where place = 1
