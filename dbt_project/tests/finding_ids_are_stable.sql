{#- The id says what was found and nothing of when; a spell begins no later than it is told of. -#}
select half_year, finding_id
from {{ ref('findings') }}
where
    finding_id <> school_login || '/' || kind || case when detail = '' then '' else '/' || detail end
    or (detail = '') <> (kind = 'negative_dynamics')
    or detail like '%/%'
    or detail like '% %'
    or since > half_year
    or (since = half_year) <> (half_years = 1)
    or (value is null) <> (threshold is null)
    or (value is null) <> (unit is null)
