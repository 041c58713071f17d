"""A rule of a department that could change nothing is an error, never silence."""

import json
from pathlib import Path

from scratch import empty_home, run_dbt

THRESHOLDS = """rule,procedure,valid_from,valid_to,value,source
lps_fail_share,,2024-03-01,,0.35,fine: from the middle of a half-year on
lowest_passing_score,oge_math_9,2024-01-01,,9,fine: of one procedure
lps_fail_shares,,2024-01-01,,0.35,misspelt
lps_least_participants,oge_math_9,2024-01-01,,5,only the default of this rule is read
lowest_passing_score,oge_maths_9,2024-01-01,,9,no such procedure
lps_procedures,,2024-01-01,,,no value
lps_fail_share,,2025-01-01,,30,per cent where a share is meant
hub_weight_context,,2025-01-01,,0,fine: context doesn't count
hub_weight_distance,,2025-01-01,,-1,would look for hubs far away
hub_farthest_km,,2025-01-01,,0,nobody would be near
hub_missing_cost,,2025-01-01,,1.1,worse than the worst
"""
SCENARIOS = """scenario,category,name_ru,change,rule,amount,source
much_lower,lps,Намного ниже,add,lps_fail_share,-0.1,fine
without_repetition,lps,Другая редакция,flip,lps_years_any_procedure,,fine
misspelt,lps,Нет правила,add,lps_fail_shares,0.1,test
other_category,dcs,Чужое правило,add,lps_fail_share,0.1,test
no_category,hub,Нет категории,add,lps_fail_share,0.1,test
no_change,lps,Нет изменения,plus,lps_fail_share,0.1,test
no_amount,lps,Нет величины,add,lps_fail_share,,test
no_switch,lps,Не переключатель,flip,lps_fail_share,,test
no_rule,lps,Нет правила,add,,0.1,test
no_markers,dcs,Нет признаков,leave_out_marked,,,test
base,lps,Занятое имя,add,lps_fail_share,0.1,test
"""
COMPARABILITY = """procedure,assessment_year,is_comparable_with_previous,source
oge_math_9,2024,false,fine
oge_maths_9,2024,false,no such procedure
oge_russian_9,2024,,neither yes nor no
"""
COMPONENTS = """component,name_ru,is_favourable,weight,valid_from,valid_to,source
low_income,Малоимущие,false,0,2024-01-01,,fine: left out
special_needs,ОВЗ,false,2,2024-01-01,,fine
low_incomes,Малоимущие,false,1,2024-01-01,,misspelt
single_parent,Неполные семьи,false,-1,2024-01-01,,negative
unemployed_parents,Безработные,,1,2024-01-01,,neither good nor bad
"""
SEVERITIES = """finding,basis,name_ru,severity,source
status,computed_only,Только расчёт,,fine: nothing is found on it
risk_factor,medium_no_data,Только профиль,low,fine
status,computed,Нет такого основания,high,misspelt
risk_factor,high_confirmed,Согласны,grave,no such severity
"""
VERDICTS = """rule,position,subject,reason,method,direction,interval,highest_p_value,least_years,\
least_schools,least_other_share,verdict,text_ru,source
sure_gain,25,measure_kind,,interval,gain,leaves_out_zero,0.01,1,10,,continue,Продолжать.,fine
mixture,24,measure_kind,,interval,gain,,,,,1,continue,Продолжать.,fine
no_verdict,26,school,,,,,,,,,go_on,Продолжать.,test
no_subject,27,kind,,,,,,,,,continue,Продолжать.,test
no_sign,28,school,,,up,,,,,,continue,Продолжать.,test
no_share,29,school,,,,,5,,,,continue,Продолжать.,test
no_reason,31,school,too_late,,,,,,,,too_early,Рано.,test
never_both,32,school,too_soon,interval,,,,,,,too_early,Рано.,test
no_text,33,school,,,,,,,,,continue,,test
no_place,,school,,,,,,,,,continue,Продолжать.,test
more_than_all,34,measure_kind,,,,,,,,1.5,continue,Продолжать.,test
a_school_is_no_share,35,school,,,,,,,,0.5,continue,Продолжать.,test
"""
SCHEDULE = """dataset,expected_from,half,holds_months,also_by,due_days_before_report,\
warn_days_before_due,severity,valid_from,source
staff,lps_school,H2,,assessment_marks,0,0,info,2024-01-01,fine
measures,none,both,6,,0,0,warning,2024-01-01,fine
staffs,school,both,6,,10,14,critical,2024-01-01,misspelt
remarks,schools,both,6,,10,14,critical,2024-01-01,nobody
practices,school,H3,6,,10,14,critical,2024-01-01,no half
risk_profiles,school,both,6,,10,14,grave,2024-01-01,no severity
schools,school,both,3,,10,14,critical,2024-01-01,shorter than a half-year
school_lists,school,both,6,list,10,14,critical,2024-01-01,no such dataset
decision_links,school,both,6,,-1,14,critical,2024-01-01,after the report
task_results,school,both,6,,10,,critical,2024-01-01,when?
"""
RULE_COLUMNS = (
    "rule,kind,finding,detail,least_severity,applies_to,addressee,text_ru,deadline_days,"
    "indicator,repeat_after_half_years,valid_from,valid_to,source"
)
#: Columns from `kind` to `repeat_after_half_years` of rules that a department might write.
RECOMMENDATION_RULES = {
    "any_procedure": "targeted,weak_procedure,,low,all,school,«{school}» {subject},30,2.1.2,2",
    "one_block": "targeted,competence_deficit,subject-Химия,high,listed,curator,{block},1,2.2,1",
    "one_practice": "practice,risk_factor,weak_discipline,high,all,school,{practice},30,2.1.2,2",
    "no_finding": "targeted,weak_procedures,,low,all,school,Текст,30,2.1.2,2",
    "no_procedure": "targeted,weak_procedure,vpr_maths_5,low,all,school,Текст,30,2.1.2,2",
    "other_kind": "targeted,missing_support,2.2,low,all,school,Текст,30,2.2,2",
    "no_detail": "targeted,negative_dynamics,oge_math_9,low,all,school,Текст,30,2.1.2,2",
    "no_kind": "advice,status,lps,low,all,school,Текст,30,2.3.3,2",
    "no_addressee": "targeted,status,lps,low,all,ministry,Текст,30,2.3.3,2",
    "no_schools": "targeted,status,lps,low,some,school,Текст,30,2.3.3,2",
    "no_severity": "targeted,status,lps,grave,all,school,Текст,30,2.3.3,2",
    "no_indicator": "targeted,status,lps,low,all,school,Текст,30,2.3.4,2",
    "no_text": "targeted,status,lps,low,all,school,,30,2.3.3,2",
    "no_deadline": "targeted,status,lps,low,all,school,Текст,,2.3.3,2",
    "no_repetition": "targeted,status,lps,low,all,school,Текст,30,2.3.3,0",
    "no_subject": "practice,status,lps,low,all,school,{practice},30,2.3.3,2",
    "which_material": "material,weak_procedure,,low,all,school,{holder},30,2.1.2,2",
    "a hyphen-ed": "targeted,status,lps,low,all,school,Текст,30,2.3.3,2",
    "unknown_word": "targeted,status,lps,low,all,school,{director},30,2.3.3,2",
    "of_another_finding": "targeted,status,lps,low,all,school,{procedure},30,2.3.3,2",
    "of_another_kind": "targeted,risk_factor,,low,all,school,{practice},30,2.1.2,2",
    "left_open": "targeted,status,lps,low,all,school,{school,30,2.3.3,2",
}
#: Test of the dbt project -> rows that it must find.
FOUND = {
    "effect_verdicts_can_be_met": 10,
    "finding_severities_are_known": 2,
    "recommendation_rules_can_fire": 15,
    "recommendation_placeholders_are_known": 4,
    "thresholds_are_read": 4,
    "thresholds_of_shares_are_shares": 1,
    "hub_rules_mean_something": 3,
    "sensitivity_scenarios_change_a_rule": 9,
    "comparability_names_known_procedures": 2,
    "wellbeing_components_are_condition_shares": 3,
    "dataset_schedule_means_something": 8,
}


def test_what_changes_nothing_is_found_and_what_does_is_not(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for name, text in (
        ("thresholds", THRESHOLDS),
        ("sensitivity_scenarios", SCENARIOS),
        ("comparability", COMPARABILITY),
        ("wellbeing_components", COMPONENTS),
        ("finding_severities", SEVERITIES),
        ("effect_verdicts", VERDICTS),
        ("recommendation_rules", _recommendation_rules()),
        ("dataset_schedule", SCHEDULE),
    ):
        (rules / f"{name}.csv").write_text(text, encoding="utf-8")
    home = empty_home(tmp_path)
    files = (
        "thresholds",
        "effect_verdicts",
        "procedures",
        "sensitivity_scenarios",
        "comparability",
        "wellbeing_components",
        "finding_severities",
        "recommendation_rules",
        "indicators",
        "risk_factors",
        "vocabularies",
        "dataset_schedule",
    )
    models = (f"rule_{name}" for name in files)
    built = run_dbt(home, "build", "--select", *files, "contract_rules", *models, *FOUND)
    assert built.returncode == 1, built.stdout
    text = (home.private / "target" / "run_results.json").read_text(encoding="utf-8")
    failures = {
        result["unique_id"].split(".")[2]: result["failures"]
        for result in json.loads(text)["results"]
    }
    assert {name: failures.get(name) for name in FOUND} == FOUND


def _recommendation_rules() -> str:
    rows = (f"{rule},{row},2024-01-01,,test" for rule, row in RECOMMENDATION_RULES.items())
    return "\n".join((RULE_COLUMNS, *rows)) + "\n"
