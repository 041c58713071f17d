select half_year, school_login, 'lps' as category, state, is_lps as is_in, reason_ru
from {{ ref('int_lps_status') }}
where scenario = 'base'
