"""Sheets about the indicators, lists and results."""

from __future__ import annotations

from opora.reports.annex.columns import SCHOOL, Column, Sheet, word

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "Показатели",
        "annex_indicators",
        "Показатель территории за полугодие; прошлые полугодия — в редакциях, которые действуют.",
        (
            Column("Полугодие", "half_year", "code", 11),
            Column("Территория", "territory_ru", "text", 34),
            Column("Показатель", "indicator", "code", 11),
            Column("Наименование", "indicator_ru", "text", 60),
            Column("План, %", "plan", "share"),
            Column("Факт, %", "value", "share", state="state"),
            Column("Отклонение, п. п.", "deviation", "share", state="state"),
            Column("Числитель", "numerator", "count"),
            Column("Знаменатель", "denominator", "count"),
            word("План выполнен?", "indicator_values.is_met", 22),
            Column("Охват, %", "coverage", "share"),
            Column("Пометки", "flags", "flags", 20),
            Column("По подписанным актам, %", "value_by_signed_acts", "share"),
        ),
        fixed=3,
    ),
    Sheet(
        "Школы в показателях",
        "annex_indicator_schools",
        "Школа в показателе: учтена ли она и почему.",
        (
            Column("Показатель", "indicator", "code", 11),
            *SCHOOL,
            Column("В знаменателе", "in_denominator", "yes_no"),
            Column("В числителе", "in_numerator", "yes_no"),
            Column("Числитель", "numerator", "count"),
            Column("Знаменатель", "denominator", "count"),
            Column("Почему", "reason", "text", 70),
        ),
        fixed=3,
    ),
    Sheet(
        "Замечания",
        "annex_remarks",
        "Замечание к показателю.",
        (
            Column("Территория", "territory_ru", "text", 34),
            Column("Показатель", "indicator", "code", 11),
            Column("Наименование", "indicator_ru", "text", 60),
            Column("Замечание", "text_ru", "text", 80),
        ),
    ),
    Sheet(
        "Статусы",
        "annex_statuses",
        "Школа и список: официальный статус и расчёт по правилам.",
        (
            *SCHOOL,
            word("Список", "school_status.category", 16),
            Column("В списке в этом году", "is_official", "yes_no"),
            Column("В списке на конец полугодия", "is_on_cutoff", "yes_no"),
            Column("С", "valid_from", "day"),
            Column("По", "valid_to", "day"),
            Column("Основание", "basis_document", "text", 44),
            Column("По расчёту", "is_computed", "yes_no", state="computed_state"),
            word("Список и расчёт", "school_status.agreement", 24),
            word("Список: перемена за полугодие", "school_status.official_change"),
            word("Расчёт: перемена за полугодие", "school_status.computed_change"),
            Column("Что показывает расчёт", "computed_reason_ru", "text", 80),
        ),
    ),
    Sheet(
        "Основания расчёта",
        "annex_status_evidence",
        "Правило, по которому школа попадает в список, и число, с которым сравнили.",
        (
            *SCHOOL,
            word("Список", "school_status_evidence.category", 12),
            word("Правило", "school_status_evidence.rule", 30),
            Column("Значение", "value", "number"),
            Column("Порог", "threshold", "number"),
            Column("Год назад", "value_previous_year", "number"),
            Column("Участников", "participants", "count"),
            Column("Пометки", "flags", "flags", 20),
            Column("Словами", "reason_ru", "text", 80),
        ),
    ),
    Sheet(
        "Чувствительность",
        "annex_sensitivity",
        "Школа, чей расчётный статус изменится, если порог сдвинуть на шаг.",
        (
            *SCHOOL,
            word("Список", "school_status_sensitivity.category", 12),
            Column("Если", "name_ru", "text", 50),
            word("То школа", "school_status_sensitivity.effect", 14),
            Column("Почему", "reason_ru", "text", 80),
        ),
    ),
)
