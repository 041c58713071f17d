"""Источники и период: по каким сведениям и по какой редакции всё сосчитано."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from opora.office import on_the_office_clock
from opora.reports.blocks import (
    Block,
    Heading,
    Marked,
    Note,
    Picture,
    Points,
    Section,
    Table,
    Text,
    Tone,
    only_on_page,
)
from opora.reports.charts.look import BAD, GOOD, PLAN, QUIET, WARN
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.numbers import day, number
from opora.reports.report import Report
from opora.reports.shortened import gravest
from opora.reports.source import Row
from opora.reports.words import WORDS

#: Columns of `delivery_states` -> what the chart calls them and their colours.
_PIECES = {
    "delivered": ("сдано", GOOD),
    "late": ("сдано с опозданием", WARN),
    "partly": ("сдано не всё", PLAN),
    "rejected": ("ничего не принято", QUIET),
    "missing": ("не сдано", BAD),
}
_STATES = WORDS["delivery_completeness.state"]
_TONES: dict[str, Tone] = {"partly": "warn", "rejected": "bad", "missing": "bad"}
_SESSIONS = WORDS["fct_assessment_cell.session"]


def sources(report: Report) -> Section:
    """The period, the revision, the assessments, and what was delivered of what was expected."""
    blocks = [
        _revision(report),
        *_assessed(report),
        Heading("Сдача сведений"),
        *_delivered(report),
        *_rows(report),
    ]
    return Section("sources", "Источники и период", tuple(blocks))


def _revision(report: Report) -> Table:
    standing, half_year = report.standing, report.half_year
    made = on_the_office_clock(standing.made_at)
    facts = [
        (
            "Как учтены сведения",
            f"Списки, соглашения и другие реестры — на {day(half_year.ends_on)}; мероприятия — с "
            f"01.01.{half_year.calendar_year} по {day(half_year.ends_on)}",
        ),
        ("Редакция среза", f"{standing.revision}, составлена {made:%d.%m.%Y в %H:%M}"),
        ("Состояние", standing.state_ru),
        ("Хеш содержания", " ".join(wrap(standing.content_hash, 16))),
        ("Выпуск данных", report.source.release),
    ]
    return Table("О редакции", ("Что", "Сведения"), tuple(facts))


def _assessed(report: Report) -> Iterator[Block]:
    rows = report.rows("assessed")
    if not rows:
        yield Text("Оценочных процедур, результаты которых относятся к этому полугодию, нет.")
        return
    yield Table(
        "Оценочные процедуры, результаты которых относятся к полугодию",
        ("Процедура", "Год", "Этап", "Работ", "Школ", "Результатов", "Учитывается"),
        tuple(
            (
                row["kind_ru"],
                str(row["assessment_year"]),
                _SESSIONS[row["session"]],
                number(row["procedures"]),
                number(row["schools"]),
                number(row["participants"]),
                "да" if row["is_used"] else Marked("нет", "quiet"),
            )
            for row in rows
        ),
        numeric=frozenset({1, 3, 4, 5}),
    )
    yield Note(
        "Работ: сколько разных работ (предмет и класс). Результатов: кто писал несколько работ, "
        "учтён в каждой. По тому, что не учитывается, о списках и показателях не судят."
    )


def _delivered(report: Report) -> Iterator[Block]:
    rows = report.rows("delivery_states")
    if not rows:
        yield Text("За полугодие ничего не ожидалось.")
        return
    yield from only_on_page(
        Picture(
            "Сдача сведений за полугодие",
            stacked_counts(
                [
                    Count(row["dataset_ru"], what, row[piece])
                    for row in rows
                    for piece, (what, _) in _PIECES.items()
                ],
                dict(_PIECES.values()),
                "школ (или территорий), от которых ждут сведения",
            ),
            "; ".join(_told(row) for row in rows),
        )
    )
    if all(row["is_not_judged"] for row in rows):
        yield Note(
            "Своевременность не оценивается: срок отчёта прошёл раньше, чем сведения впервые "
            "поступили в Опору."
        )
    yield from _missing(report, rows)


def _missing(report: Report, states: Sequence[Row]) -> Iterator[Block]:
    if not any(row["partly"] + row["rejected"] + row["missing"] for row in states):
        yield Text("Сдано всё, что ожидалось.")
    elif report.speaks_of_schools:
        shown, more = gravest(report.rows("deliveries_missing"))
        yield Table(
            "Чего не хватает",
            ("Сведения", "От кого", "Состояние", "Срок", "Строк ждут исправления"),
            tuple(
                (
                    row["dataset_ru"],
                    report.school(row["school_login"]) if row["school_login"]
                    else row["territory_ru"],
                    Marked(_STATES[row["state"]], _TONES[row["state"]]),
                    day(row["due_on"]),
                    number(row["rows_open"]),
                )
                for row in shown
            ),
            numeric=frozenset({3, 4}),
            more=more,
        )  # fmt: skip
    else:
        shown, more = gravest(report.rows("deliveries_missing_by_part"))
        yield Table(
            "Сдача сведений по территориям",
            ("Территория", "Ожидалось", "Сдано", "Сдано не всё", "Не сдано или не принято"),
            tuple(
                (
                    row["name_ru"],
                    *(number(row[what]) for what in ("expected", "delivered", "partly", "missing")),
                )
                for row in shown
            ),
            numeric=frozenset({1, 2, 3, 4}),
            more=more,
        )


def _rows(report: Report) -> Iterator[Block]:
    (rows,) = report.rows("rows_received")
    if not rows["files"]:
        yield Text("Файлов за это полугодие не поступало: действуют сведения прежних лет.")
        return
    sentence = (
        f"По всем территориям вместе файлов за полугодие поступило {number(rows['files'])}. Строк "
        f"получено {number(rows['received'])} = принято {number(rows['accepted'])} + отклонено "
        f"{number(rows['quarantined'])}."
    )
    if rows["quarantined"]:
        sentence += (
            f" Из отклонённых принято при повторном чтении {number(rows['accepted_later'])}, ждут "
            f"исправления {number(rows['open'])}."
        )
    if rows["refused"]:
        sentence += f" Целиком не принято файлов: {number(rows['refused'])}."
    yield Text(sentence)
    waiting = report.rows("rejected_rules")
    if waiting:
        shown, more = gravest(waiting, 10)
        yield from only_on_page(
            Points(
                tuple(
                    f"{row['dataset_ru']}, ждут исправления строк: {number(row['rows_open'])}. "
                    f"{row['rule_ru']}"
                    for row in shown
                )
            )
        )
        if more:
            yield from only_on_page(Note(more))


def _told(row: Row) -> str:
    pieces = ", ".join(f"{what} {row[piece]}" for piece, (what, _) in _PIECES.items() if row[piece])
    return f"{row['dataset_ru']}: {pieces} (всего {row['senders']})"
