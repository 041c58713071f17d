with shares as (
    {% for component in var('condition_shares') %}
    select
        half_year,
        school_login,
        pupils,
        '{{ component }}' as component,
        {{ component }} as share
    from {{ ref('int_condition_observations') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    half_year,
    school_login,
    component,
    case
        -- of a school that others have joined: known only if all of them report it
        when count(share) < count(*) then null
        -- no arithmetic on a single share: equal shares must stay exactly equal
        when min(share) = max(share) then max(share)
        else sum(share * pupils) / sum(pupils)
    end as share
from shares
group by half_year, school_login, component
