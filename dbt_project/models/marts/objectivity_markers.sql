select
    markers.half_year,
    schools.school_id,
    markers.school_login,
    markers.procedure,
    markers.assessment_year,
    markers.session,
    markers.marker,
    markers.participants,
    'measured' as state,
    markers.value,
    markers.threshold,
    markers.reason_ru
from {{ ref('int_objectivity_markers') }} as markers
left join {{ ref('int_schools') }} as schools on markers.school_login = schools.school_login
