{{ config(materialized='view') }}
select half_year, scenario, 'lps' as category, school_login, state, is_lps as is_in, reason_ru
from {{ ref('int_lps_status') }}
union all
select half_year, scenario, 'dcs' as category, school_login, state, is_dcs as is_in, reason_ru
from {{ ref('int_dcs_status') }}
