"""What the codes of the marts are called in Russian.

Belongs here: words, by mart and column, for whoever shows a code as it is. That no code which a
mart may hold lacks its word is tested. Not here: sentences (`sections`), absences (`numbers`).
"""

from __future__ import annotations

from collections.abc import Mapping

_LISTS = {"lps": "ШНОР", "dcs": "ШНСУ", "hub": "опорная школа"}
_CHANGES = {"entered": "вошла", "stayed": "осталась", "left": "вышла", "out": "не была и нет"}
_SEVERITIES = {"high": "высокая", "medium": "средняя", "low": "низкая"}
_PROGRESS = {
    "planned": "запланировано",
    "in_progress": "в работе",
    "done": "выполнено",
    "overdue": "просрочено",
    "cancelled": "отменено",
}
_ANSWERS = {"accepted": "принята", "declined": "отклонена", "none": "ответа нет"}
_VERDICTS = {
    "continue": "продолжать",
    "correct": "скорректировать",
    "stop": "прекратить",
    "too_early": "судить рано",
}
_JUDGED_ON = {
    "raw": "по доле не преодолевших порог",
    "relative_position": "по месту в территории",
    "none": "не оценена",
}
_REVIEWS = {
    "measured": "эффект оценён",
    "too_early": "судить рано",
    "not_measured": "оценить нельзя",
    "none": "оценки нет",
}
#: By mart and column: code -> word.
WORDS: Mapping[str, Mapping[str, str]] = {
    "indicator_values.is_met": {
        "met": "выполнен",
        "not_met": "не выполнен",
        "interim": "оценка по итогам года",
        "not_judged": "не оценивается",
    },
    "school_status.category": _LISTS,
    "school_status.agreement": {
        "agree_listed": "согласны: в списке",
        "agree_not_listed": "согласны: не в списке",
        "official_only": "только в списке",
        "computed_only": "только по расчёту",
        "not_comparable": "не сравнить",
    },
    "school_status.computed_state": {
        "measured": "рассчитано",
        "not_measured": "данных не хватает",
        "not_applicable": "не применимо",
    },
    "school_status.official_change": _CHANGES,
    "school_status.computed_change": _CHANGES,
    "school_status_evidence.category": _LISTS,
    "school_status_evidence.rule": {
        "two_procedures": "несколько процедур года",
        "two_years": "одна процедура два года подряд",
        "two_years_any_procedure": "любая процедура два года подряд",
        "lowest_quarter": "низкий индекс социального благополучия",
    },
    "school_status_sensitivity.category": _LISTS,
    "school_status_sensitivity.effect": {"enters": "попадёт", "leaves": "выйдет"},
    "fct_assessment_cell.session": {
        "main": "основной этап",
        "additional": "дополнительный этап",
        "spring": "весна",
        "autumn": "осень",
    },
    "school_dynamics.direction": {
        "improved": "лучше",
        "mixed": "в целом лучше, но по одной из процедур резко хуже",
        "worsened": "хуже",
        "unchanged": "без изменений",
        "not_judged": "не оценена",
    },
    "school_dynamics.judged_on": _JUDGED_ON,
    "school_dynamics_procedures.judged_on": _JUDGED_ON,
    "school_dynamics_procedures.jump": {"rise": "рост", "fall": "снижение", "none": "нет"},
    "school_context.against_expectation": {
        "above": "лучше ожидаемого",
        "as_expected": "как ожидалось",
        "below": "хуже ожидаемого",
    },
    "school_context.funnel_position": {
        "within": "в пределах",
        "above": "доля выше пределов",
        "far_above": "доля выше дальних пределов",
        "below": "доля ниже пределов",
        "far_below": "доля ниже дальних пределов",
    },
    "school_risk.source": {"profile": "рисковый профиль", "data": "данные"},
    "school_risk.measure": {
        "significance": "значимость",
        "pupils_per_teacher": "обучающихся на педагога",
        "part_time_share": "доля внешних совместителей, %",
        "subject_teachers": "учителей предмета",
        "low_level_share": "доля педагогов с низким уровнем, %",
        "fail_share": "доля не преодолевших порог, %",
    },
    "school_risk.significance": _SEVERITIES,
    "school_risk.agreement": {
        "confirmed": "профиль и данные согласны",
        "profile_only": "только в профиле",
        "data_only": "только по данным",
        "neither": "нет нигде",
        "no_data": "данных нет",
    },
    "findings.kind": {
        "status": "статус ШНОР или ШНСУ",
        "weak_procedure": "слабые результаты процедуры",
        "negative_dynamics": "ухудшение результатов",
        "risk_factor": "рисковый фактор",
        "competence_deficit": "дефициты педагогов",
        "missing_support": "нет поддержки",
        "indicator_below_plan": "школа не достигла планового значения",
    },
    "findings.severity": _SEVERITIES,
    "findings.unit": {
        "per_cent": "%",
        "percentage_points": "п. п.",
        "position": "места в территории",
        "pupils_per_teacher": "обучающихся на педагога",
        "teachers": "педагогов",
    },
    "recommendations.kind": {
        "targeted": "адресная",
        "practice": "использование успешной практики",
        "material": "методические материалы",
    },
    "recommendations.addressee": {
        "school": "школа",
        "municipal_service": "муниципальная служба",
        "curator": "куратор",
    },
    "recommendations.severity": _SEVERITIES,
    "recommendations.state": {"open": "открыта", "overdue": "просрочена", "closed": "закрыта"},
    "recommendations.answer": _ANSWERS,
    "recommendations.closed_reason": {
        "resolved": "вывода больше нет",
        "done": "выполнена",
        "declined": "отклонена",
    },
    "hub_matches.state": {"matched": "подобрана", "not_matched": "не подобрана"},
    "hub_matches.agreement_state": {
        "with_this_hub": "с этой опорной школой",
        "with_another_school": "с другой школой",
        "none": "нет",
    },
    "measures.state": _PROGRESS,
    "measures.review_state": _REVIEWS,
    "measures.verdict": _VERDICTS,
    "management_decisions.state": _PROGRESS,
    "traceability.gap": {
        "complete": "цепочка полная",
        "not_needed": "рекомендация не предусмотрена",
        "no_recommendation": "нет рекомендации",
        "resolved": "вывод снят раньше, чем начали работать",
        "awaiting_answer": "ждут ответа",
        "no_answer": "ответа нет, срок истёк",
        "declined": "рекомендация отклонена",
        "awaiting_measure": "ждут меры",
        "no_measure": "меры нет, срок истёк",
        "measure_cancelled": "мера отменена",
        "no_decision": "нет решения",
        "under_way": "мера выполняется",
        "measure_overdue": "мера просрочена",
        "too_early": "об эффекте судить рано",
        "not_reviewable": "эффект оценить нельзя",
        "no_review": "эффект не оценён",
        "orphan_measure": "мера без рекомендации",
        "withdrawn_recommendation": "рекомендации больше нет",
        "orphan_decision": "решение без вывода",
        "general_decision": "решение общее",
    },
    "traceability.chain_state": {
        "complete": "полная",
        "under_way": "продолжается",
        "ended": "закончена",
        "broken": "прервана",
    },
    "traceability.answer": _ANSWERS,
    "traceability.verdict": _VERDICTS,
    "effectiveness.verdict": _VERDICTS,
    "effectiveness_schools.verdict": _VERDICTS,
    "cycle_completeness.state": {
        "present": "есть",
        "partial": "не полностью",
        "absent": "нет",
        "not_applicable": "не применимо",
    },
    "delivery_completeness.state": {
        "delivered": "сдано",
        "partly": "сдано не всё",
        "rejected": "ничего не принято",
        "missing": "не сдано",
    },
    "delivery_completeness.severity": {
        "critical": "критично",
        "warning": "предупреждение",
        "info": "к сведению",
    },
    "delivery_completeness.timeliness": {
        "on_time": "в срок",
        "late": "с опозданием",
        "missing": "не сдано",
        "not_judged": "не оценивается",
    },
    "quarantine_rows.resolution": {
        "open": "ждёт исправления",
        "corrected": "исправлена",
        "recovered": "принята позже",
        "superseded": "сведения пересданы без неё",
    },
    "objectivity_markers.marker": {
        "raised_against_journal": "отметки выше журнальных",
        "top_marks": "много отличных отметок",
        "same_score": "у многих один и тот же балл",
        "narrow_spread": "баллы почти одинаковы",
    },
}
