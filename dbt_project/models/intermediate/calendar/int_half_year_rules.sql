{%- set rules = [
    'low_reliability_participants', 'dynamics_least_participants', 'dynamics_fail_share_rise',
    'dynamics_least_schools',
    'left_list_counts_to_year_end', 'analysed_by_data', 'analysed_by_signed_act',
    'conditions_validity_months', 'results_validity_months', 'diagnostic_validity_years',
    'diagnostic_counts_subject', 'diagnostic_counts_method', 'diagnostic_counts_other',
    'external_part_timers_count',
    'lps_fail_share', 'lps_procedures', 'lps_years', 'lps_years_any_procedure',
    'lps_least_participants', 'dcs_lowest_share', 'dcs_least_schools', 'resilient_lowest_share',
    'wellbeing_least_weight', 'wellbeing_least_schools', 'context_least_schools',
    'interval_deviations', 'funnel_warning_deviations', 'funnel_alarm_deviations',
    'funnel_winsorised_share', 'objectivity_least_participants', 'objectivity_raised_share',
    'objectivity_top_marks_share', 'objectivity_same_score_share',
    'objectivity_narrow_spread_ratio', 'objectivity_chance_deviations',
    'effect_least_supported_schools', 'effect_least_comparable_schools',
    'effect_caliper_deviations', 'effect_schools_per_covariate', 'effect_previous_years',
    'effect_measure_years', 'effect_least_months', 'effect_most_permutations',
    'risk_pupils_per_teacher_medium',
    'risk_pupils_per_teacher_high', 'risk_part_time_share_medium', 'risk_part_time_share_high',
    'risk_low_level_share_medium', 'risk_low_level_share_high', 'risk_low_level_score_share',
    'risk_least_diagnosed', 'risk_fail_share_medium', 'risk_fail_share_high',
    'risk_least_schools', 'risk_least_subject_teachers', 'risk_profile_validity_years',
    'finding_weak_share_medium', 'finding_weak_share_high', 'recommended_practices',
    'transition_list_break_days', 'transition_tolerated_overdue',
    'hub_weight_context', 'hub_weight_settlement', 'hub_weight_strength', 'hub_weight_distance',
    'hub_keep_bonus', 'hub_change_gain', 'hub_farthest_km', 'hub_subject_margin',
    'hub_full_strength', 'hub_missing_cost', 'hub_default_capacity', 'hub_territory_depth',
    'open_least_count', 'open_count_interval', 'open_share_interval', 'open_low_share',
    'open_high_share', 'open_decimals', 'open_band'
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
