{#- A share above its threshold may be chance where few took part. So it must also be further above what
    the other schools show than chance explains; where they show more than the threshold, or there are
    none, the threshold itself stands for them. -#}
{%- set markers = [
    ('raised_against_journal', 'journal_higher', 'journal_marks', 'objectivity_raised_share'),
    ('top_marks', 'mark_5', 'marks', 'objectivity_top_marks_share'),
    ('same_score', 'with_same_score', 'score_count', 'objectivity_same_score_share')
] -%}
with counts as (
    {% for marker, counted, participants, rule in markers %}
    select
        cells.half_year,
        cells.population,
        cells.school_login,
        cells.procedure,
        cells.assessment_year,
        cells.session,
        '{{ marker }}' as marker,
        cells.{{ counted }} as counted,
        cells.{{ participants }} as participants,
        rules.{{ rule }} as least_share,
        rules.objectivity_least_participants,
        rules.objectivity_chance_deviations
    from {{ ref('int_objectivity_cells') }} as cells
    inner join {{ ref('int_half_year_rules') }} as rules on cells.half_year = rules.half_year
    where cells.{{ counted }} is not null and cells.{{ participants }} > 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

sums as (
    select
        *,
        sum(counted) over (
            partition by
                half_year, population, procedure, assessment_year, session, marker
        ) - counted as counted_of_others,
        sum(participants) over (
            partition by
                half_year, population, procedure, assessment_year, session, marker
        ) - participants as participants_of_others
    from counts
),

shares as (
    select
        *,
        cast(counted as double) / participants as share,
        -- schools of unknown territories are no population
        case
            when population is not null
                then cast(counted_of_others as double) / nullif(participants_of_others, 0)
        end as share_of_others
    from sums
    where participants >= objectivity_least_participants
),

expected as (
    select
        *,
        least(coalesce(share_of_others, least_share), least_share) as expected_share
    from shares
)

select
    half_year,
    school_login,
    procedure,
    assessment_year,
    session,
    marker,
    counted,
    participants,
    share,
    share_of_others,
    least(
        1.0,
        greatest(
            least_share,
            expected_share
            + objectivity_chance_deviations
            * sqrt(expected_share * (1 - expected_share) / participants)
        )
    ) as threshold
from expected
