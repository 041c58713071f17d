"""The table `marts.release`: one row that says which release a file is.

Belongs here: its columns and their words. Not here: what a release holds and when one is made
(`release`).
"""

from __future__ import annotations

from opora.publication.described import OwnColumn, OwnTable

NAME = "release"

TABLE = OwnTable(
    "Этот выпуск: одна строка",
    "This release: one row.",
    {
        "release": OwnColumn(
            "VARCHAR",
            "Имя выпуска: имя его файла без расширения",
            "Name of the release: that of its file, without the ending.",
        ),
        "released_at": OwnColumn("TIMESTAMP", "Когда выпущено (UTC)", "When it was made, UTC."),
        "content_hash": OwnColumn(
            "VARCHAR",
            "SHA-256 отпечатков содержания всех витрин, кроме оценок моделей и того, кто и когда",
            "SHA-256 over fingerprints of all marts, without estimates of models, who and when.",
        ),
        "version": OwnColumn("VARCHAR", "Версия Опоры", "Version of Opora."),
        "half_years": OwnColumn(
            "VARCHAR",
            "Полугодия, за которые есть значения показателей",
            "Half-years that have values of indicators.",
        ),
        "tables": OwnColumn(
            "INTEGER",
            "Число таблиц: витрины и словари данных, без этой таблицы",
            "Tables: marts and data dictionaries, without this one.",
        ),
        "rows": OwnColumn("BIGINT", "Число строк в этих таблицах", "Rows of these tables."),
    },
)
