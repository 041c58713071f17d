{%- set rules = [
    'low_reliability_participants', 'dynamics_least_participants', 'dynamics_fail_share_rise',
    'left_list_counts_to_year_end', 'analysed_by_data', 'analysed_by_signed_act',
    'conditions_validity_months', 'results_validity_months', 'diagnostic_validity_years',
    'diagnostic_counts_subject', 'diagnostic_counts_method', 'diagnostic_counts_other',
    'external_part_timers_count'
] -%}
select
    half_years.half_year,
    {{ rule_columns(rules) }}
from {{ ref('int_half_years') }} as half_years
left join {{ ref('rule_thresholds') }} as thresholds
    on
        thresholds.procedure is null
        and half_years.ends_on >= thresholds.valid_from
        and half_years.ends_on <= coalesce(thresholds.valid_to, half_years.ends_on)
group by half_years.half_year
