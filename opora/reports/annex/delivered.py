"""Sheets about what was delivered and what was rejected."""

from __future__ import annotations

from opora.reports.annex.columns import Column, Sheet, word

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "Сдача сведений",
        "annex_deliveries",
        "Сведения, которые ожидались за полугодие, и тот, от кого они ожидались.",
        (
            Column("Сведения", "dataset_ru", "text", 34),
            Column("Школа", "school_ru", "text", 34),
            Column("Логин", "school_login", "code", 13),
            Column("Территория", "territory_ru", "text", 30),
            word("Состояние", "delivery_completeness.state", 18),
            word("Важность", "delivery_completeness.severity", 18),
            Column("Срок", "due_on", "day"),
            Column("Первые строки приняты", "first_delivered_on", "day"),
            word("Своевременность", "delivery_completeness.timeliness", 18),
            Column("Действует строк", "rows_in_force", "count"),
            Column("Строк ждут исправления", "rows_open", "count"),
        ),
    ),
    Sheet(
        "Отклонённые строки",
        "annex_rejected",
        "Строка файла, которая не принята, и почему; строки без школы — из файлов всех территорий.",
        (
            Column("Файл", "path", "text", 50),
            Column("Лист", "sheet", "text", 16),
            Column("Строка", "row_no", "count"),
            Column("Сведения", "dataset_ru", "text", 30),
            Column("Школа", "school_ru", "text", 34),
            Column("Почему", "reason_ru", "text", 80),
            word("Что с ней стало", "quarantine_rows.resolution", 26),
        ),
        fixed=1,
    ),
)
