"""Рисковые профили: which factors, where, how significant; imported beside computed."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reports.blocks import Block, Note, Picture, Section, Table, Text, only_on_page
from opora.reports.charts.risk_map import (
    FILLS,
    KEY,
    SIGNIFICANCE,
    is_named_by_data_only,
    risk_map,
    shown_significance,
)
from opora.reports.charts.stacked_counts import Count, stacked_counts
from opora.reports.numbers import number
from opora.reports.report import Report
from opora.reports.source import Row

_MOST_SCHOOLS = 25
_DATA_ONLY = "только по данным"


def risks(report: Report) -> Section:
    """The heat map of a municipality; above it, at how many schools each factor stands."""
    factors = report.rows("risk_factors")
    blocks: list[Block] = [Text(_counted(report.rows("risk_schools")[0]))]
    if factors:
        drawn = _map(report) if report.speaks_of_schools else _bars(factors)
        blocks += [*only_on_page(*drawn), _table(factors)]
    else:
        blocks.append(Text("Значимых рисковых факторов ни профили, ни данные не называют."))
    blocks.append(
        Note(
            "Рисковый профиль «500+» показан таким, каким передан. По данным можно судить только о "
            "кадрах, о дефицитах педагогов и об учебной неуспешности; остальные факторы известны "
            "лишь из профиля. Если профиля у школы нет, это не значит, что нет рисков."
        )
    )
    return Section("risks", "Рисковые профили", tuple(blocks))


def _counted(row: Row) -> str:
    if not row["with_profile"]:
        return f"Действующих рисковых профилей «500+» у школ нет (школ — {number(row['schools'])})."
    years = {row["first_year"], row["last_year"]}
    named = "–".join(str(year) for year in sorted(years)) + (
        " года" if len(years) == 1 else " годов"
    )
    return (
        f"Школ с действующим рисковым профилем «500+» ({named}) — {number(row['with_profile'])} из "
        f"{number(row['schools'])}."
    )


def _map(report: Report) -> list[Block]:
    rows = report.rows("risk_cells")
    schools = list(dict.fromkeys(row["school_login"] for row in rows))
    shown = set(schools[:_MOST_SCHOOLS])
    drawn = [row for row in rows if row["school_login"] in shown]
    more = len(schools) - len(shown)
    blocks: list[Block] = [
        Picture("Школы и рисковые факторы", risk_map(drawn), _told(drawn)),
        Note(KEY),
    ]
    if more:
        blocks.append(
            Note(
                f"Показано школ — {number(len(shown))}: те, у которых значимых факторов больше "
                f"всего. Ещё школ с факторами — {number(more)}, все — в приложении (Excel)."
            )
        )
    return blocks


def _told(rows: Sequence[Row]) -> str:
    high = [row for row in rows if shown_significance(row) == SIGNIFICANCE["высокая"]]
    named = "; ".join(
        f"{row['name_ru']}: {row['factor_ru']}"
        + (f" ({_DATA_ONLY})" if is_named_by_data_only(row) else "")
        for row in high
    )
    return f"Высокая значимость. {named}" if high else "Высокой значимости нет ни у одного фактора"


def _bars(factors: Sequence[Row]) -> list[Block]:
    kinds = (("высокая", "high"), ("средняя", "medium"), (_DATA_ONLY, "data_only"))
    counts = [Count(row["name_ru"], what, row[column]) for row in factors for what, column in kinds]
    colours = {"высокая": FILLS["высокая"], "средняя": FILLS["средняя"], _DATA_ONLY: "#5d6b73"}
    return [
        Picture(
            "Рисковые факторы: у скольких школ фактор назван профилем (по значимости) или "
            "показан только данными",
            stacked_counts(counts, colours, "школ", width=440),
            "; ".join(
                f"{row['name_ru']}: высокая — {row['high']}, средняя — {row['medium']}, "
                f"{_DATA_ONLY} — {row['data_only']}"
                for row in factors
            ),
        )
    ]


def _table(factors: Sequence[Row]) -> Table:
    columns = ("high", "medium", "verified", "confirmed", "data_only")
    return Table(
        "Сколько школ с каким фактором",
        (
            "Рисковый фактор",
            "Профиль: высокая значимость",
            "Профиль: средняя",
            "из них подтвердил куратор",
            "данные показывают то же",
            "Только по данным",
        ),
        tuple((row["name_ru"], *(number(row[column]) for column in columns)) for row in factors),
        numeric=frozenset(range(1, 6)),
    )
