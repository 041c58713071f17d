select
    {{ stable_key('school_login') }} as school_id,
    school_login,
    name,
    territory,
    kind,
    settlement_kind,
    opened_on,
    closed_on,
    parent_login,
    inn,
    oktmo,
    latitude,
    longitude,
    registered_from
from {{ ref('stg_schools') }}
where not is_superseded
