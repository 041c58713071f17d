"""Мониторинг: методическая помощь: who is covered by what, hub schools, the way off the list."""

from __future__ import annotations

from opora.reports.blocks import (
    Block,
    Cell,
    Heading,
    Note,
    Picture,
    Points,
    Section,
    Table,
    Text,
    only_on_page,
)
from opora.reports.charts.look import FACT
from opora.reports.charts.parts_and_plan import parts_and_plan
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.charts.support_matrix import support_matrix
from opora.reports.numbers import number, percent
from opora.reports.report import Report
from opora.reports.sections.hubs import hubs
from opora.reports.sections.judged import indicator_now, told
from opora.reports.shortened import gravest, names

#: What the indicators of help ask for, in a word or two.
HELP = (
    ("2.3.1", "Методическая работа"),
    ("2.3.2", "Сетевое взаимодействие с опорной школой"),
    ("2.3.3", "Адресная методическая помощь (ШНОР)"),
)
_MOST_SCHOOLS, _MOST_ON_PAPER = 15, 4
_MOST_IN_PICTURE = 40


def methodical_help(report: Report) -> Section:
    """The third line of monitoring."""
    judged = [(name, indicator_now(report, code)) for code, name in HELP]
    blocks: list[Block] = [
        Text(
            "Чем охвачены школы, состоявшие в этом году в списках ШНОР и ШНСУ "
            "(адресная помощь касается только ШНОР):"
        ),
        Points(tuple(f"{name}: {told(row)}." for name, row in judged if row is not None)),
    ]
    blocks += _of_schools(report) if report.speaks_of_schools else _of_parts(report)
    blocks += hubs(report)
    blocks += _transition(report)
    return Section("methodical_help", "Мониторинг: методическая помощь", tuple(blocks))


def _of_schools(report: Report) -> list[Block]:
    codes = dict(HELP)
    rows = [row for row in report.rows("school_indicators") if row["indicator"] in codes]
    if not rows:
        return [Text("Школ, которых касаются эти показатели, нет.")]
    missing = [row for row in rows if not row["in_numerator"]]
    lacking = {row["school_login"] for row in missing}
    # a picture has room for so many: those that lack something before the others
    schools = dict.fromkeys(row["school_login"] for row in rows)
    shown, more = gravest(sorted(schools, key=lambda login: login not in lacking), _MOST_IN_PICTURE)
    named = "; ".join(f"{row['name_ru']}: {codes[row['indicator']]}" for row in missing)
    blocks = [
        *only_on_page(
            Picture(
                "Школы из списков и виды помощи; пустая клетка — показатель школы не касается",
                support_matrix([row for row in rows if row["school_login"] in shown], HELP),
                f"Помощь не оказана: {named}"
                if missing
                else "Все школы охвачены всем, что их касается",
            ),
            *([Note(more)] if more else ()),
        )
    ]
    if not missing:
        return [*blocks, Text("Все школы охвачены всеми видами помощи, которые их касаются.")]
    by_reason: dict[tuple[str, str], list[str]] = {}
    for row in missing:
        by_reason.setdefault((row["indicator"], row["reason"]), []).append(row["name_ru"])
    lines = tuple(
        (codes[indicator], reason, number(len(found)), names(found))
        for (indicator, reason), found in by_reason.items()
    )
    headings = ("Вид помощи", "Причина", "Школ", "Какие")
    return [*blocks, Table("Чего не хватает", headings, lines, numeric=frozenset({2}))]


def _of_parts(report: Report) -> list[Block]:
    rows = report.rows("indicator_parts")
    by_help = {name: [row for row in rows if row["indicator"] == code] for code, name in HELP}
    parts = list(dict.fromkeys(row["name_ru"] for each in by_help.values() for row in each))
    if not parts:
        return []
    facts = {
        (row["name_ru"], name): percent(row["value"], row["state"])
        for name, each in by_help.items()
        for row in each
    }
    lines = tuple((name, *(facts.get((name, kind), "—") for kind in by_help)) for name in parts)
    return [
        Picture(
            "Охват школ из списков по территориям, %; черта — план",
            parts_and_plan(by_help),
            "; ".join(f"{line[0]}: {', '.join(line[1:])}" for line in lines),
        ),
        Table(
            "Охват школ по территориям",
            ("Территория", *by_help),
            lines,
            numeric=frozenset({1, 2, 3}),
        ),
    ]


def _transition(report: Report) -> list[Block]:
    stages = [row for row in report.rows("transition_stages") if row["schools"]]
    if not stages:
        return []
    blocks: list[Block] = [
        Heading("Переход школ в эффективный режим"),
        Text(
            f"Школ, которые получают или получали поддержку, — {stages[0]['followed_schools']}. "
            "Этап — первый подходящий по правилам: "
            + "; ".join(
                f"{row['name_ru'][:1].lower()}{row['name_ru'][1:]} — {row['schools']}"
                for row in stages
            )
            + "."
        ),
        *only_on_page(
            Picture(
                "Сколько школ на каком этапе",
                stacked_counts(
                    [Count(row["name_ru"], "школы", row["schools"]) for row in stages],
                    {"школы": FACT},
                    "школ",
                ),
                "; ".join(
                    f"{row['name_ru']}: {row['schools']} ({percent(row['share'], row['state'])})"
                    for row in stages
                ),
            )
        ),
    ]
    return [*blocks, *_behind(report)] if report.speaks_of_schools else blocks


def _behind(report: Report) -> list[Block]:
    rows = [row for row in report.rows("transition_schools") if row["overdue"]]
    if not rows:
        return []
    shown, more = gravest(rows, _MOST_SCHOOLS)
    lines: tuple[tuple[Cell, ...], ...] = tuple(
        (report.school(row["school_login"]), row["stage_ru"], row["text_ru"]) for row in shown
    )
    headings = ("Школа", "Этап", "Подробности")
    return [
        Table(
            "Школы с просроченными шагами дорожной карты",
            headings,
            lines,
            more=more,
            rows_on_paper=_MOST_ON_PAPER,
        )
    ]
