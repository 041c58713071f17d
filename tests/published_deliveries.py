"""Published deliveries by hand, beside what `published_quality` writes: a file for each state."""

from __future__ import annotations

import duckdb

from opora.home import Home

#: number, half-year, dataset, path, status, message, received, accepted, open, resolved by,
#: in force, is a rereading
_DELIVERIES = (
    # all of its rows wrong; then read anew: two are open, and seven count
    (1, "2024-H1", "staff", "partly.xlsx", "rejected", "Отклонено: 9.", 9, 0, 0, 2, 0, False),
    (2, "2024-H1", "staff", "partly.xlsx", "partly_accepted", "Отклонено: 2.", 9, 7, 2, None, 7,
     True),
    (3, "2024-H1", "staff", "all_wrong.xlsx", "rejected", "Отклонено: 3.", 3, 0, 3, None, 0, False),
    # corrected by 5, which put three of its rows out of force
    (4, "2024-H1", "staff", "corrected.xlsx", "partly_accepted", "Отклонено: 1.", 4, 3, 0, 5, 0,
     False),
    (5, "2024-H1", "staff", "correction.xlsx", "accepted", None, 4, 4, 0, None, 4, False),
    # turned away twice under one name, and once under a name that is gone from landing
    (6, "2024-H1", "staff", "broken.xlsx", "refused", "файл пустой.", 0, 0, 0, None, 0, False),
    (7, "2024-H1", "staff", "broken.xlsx", "refused", "книга повреждена.", 0, 0, 0, None, 0, False),
    (8, "2024-H1", "staff", "gone.xlsx", "blocked", "не сходится.", 0, 0, 0, None, 0, False),
    # nobody knew what it is until it came again
    (9, "2024-H1", None, "unknown.xlsx", "refused", "нет заголовков.", 0, 0, 0, None, 0, False),
    (10, "2024-H1", "staff", "unknown.xlsx", "rejected", "Отклонено: 1.", 1, 0, 1, None, 0, False),
    (11, "2024-H1", "staff", "copy.xlsx", "duplicate", "Сдан.", 0, 0, 0, None, 0, False),
    (12, "2023-H2", "staff", "before.xlsx", "accepted", None, 5, 5, 0, None, 5, False),
    (13, None, "schools", "schools.csv", "accepted", None, 7, 7, 0, None, 7, False),
)  # fmt: skip
#: path, sheet, row, rule, reason, resolution
_ROWS = (
    ("partly.xlsx", "Кадры", 3, "a", "Нет работника.", "corrected"),
    ("partly.xlsx", "Кадры", 4, "b", "Нет должности.", "open"),
    ("partly.xlsx", "Кадры", 7, "a", "Нет даты.", "open"),
    ("all_wrong.xlsx", None, 2, "a", "Нет даты.", "open"),
    ("unknown.xlsx", None, 2, "a", "Нет даты.", "open"),
)

FILES = tuple(sorted({f"2024-H1/staff/{each[3]}" for each in _DELIVERIES}))


def publish_deliveries(home: Home) -> None:
    """Write the tables where readers look, and the files that still lie in landing."""
    folder = home.landing / "2024-H1" / "staff"
    folder.mkdir(parents=True)
    for name in ("broken.xlsx", "partly.xlsx"):
        (folder / name).touch()
    with duckdb.connect(home.published_file) as connection:
        connection.execute(
            "CREATE TABLE marts.deliveries (delivery_id BIGINT, half_year VARCHAR, dataset "
            "VARCHAR, path VARCHAR, status VARCHAR, message_ru VARCHAR, rows_received BIGINT, "
            "rows_accepted BIGINT, rows_open BIGINT, resolved_by BIGINT, rows_in_force BIGINT, "
            "is_rereading BOOLEAN)"
        )
        connection.executemany(
            "INSERT INTO marts.deliveries SELECT ?, ?, ?, '2024-H1/staff/' || ?, ?, ?, ?, ?, ?, ?, "
            "?, ?",
            _DELIVERIES,
        )
        connection.execute(
            "CREATE TABLE marts.quarantine_rows (path VARCHAR, sheet VARCHAR, row_no BIGINT, "
            "rule_id VARCHAR, reason_ru VARCHAR, resolution VARCHAR, dataset VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO marts.quarantine_rows SELECT '2024-H1/staff/' || ?, ?, ?, ?, ?, ?, "
            "'staff'",
            _ROWS,
        )
