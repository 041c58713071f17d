select
    teachers.half_year,
    ancestors.ancestor as territory,
    '2.2' as indicator,
    count(distinct teachers.person) as denominator,
    count(distinct case when teachers.is_diagnosed then teachers.person end) as numerator
from {{ ref('int_teachers') }} as teachers
inner join {{ ref('int_indicator_schools') }} as schools
    on
        teachers.half_year = schools.half_year
        and teachers.school_login = schools.school_login
        and schools.indicator = '2.2'
        and schools.in_denominator
inner join {{ ref('int_territory_ancestors') }} as ancestors
    on schools.territory = ancestors.territory
group by teachers.half_year, ancestors.ancestor
