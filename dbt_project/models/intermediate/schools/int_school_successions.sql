select
    from_login,
    to_login,
    {{ quoted_list(['on']) }} as took_place_on,
    coalesce(kind, 'merged') as kind
from {{ ref('stg_school_successions') }}
where not is_superseded
