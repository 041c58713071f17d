"""Мониторинг: динамика образовательных результатов, и что из неё засчитано в показателе 2.1.2."""

from __future__ import annotations

from collections.abc import Sequence

from opora.answers.words import counted
from opora.reports.blocks import (
    Block,
    Cell,
    Heading,
    Marked,
    Note,
    Picture,
    Points,
    Section,
    Table,
    Text,
)
from opora.reports.charts.dynamics_of_schools import dynamics_of_schools
from opora.reports.charts.dynamics_of_territories import dynamics_of_territories
from opora.reports.numbers import percent, points, with_interval
from opora.reports.report import Report
from opora.reports.sections.lists import LISTS
from opora.reports.shortened import drawn_name, gravest, names
from opora.reports.source import Row

_INDICATOR = "2.1.2"
#: What happened to results, as the mart judges them.
DIRECTIONS = {
    "improved": "лучше",
    "mixed": "в целом лучше, по одной процедуре резко хуже",
    "unchanged": "без изменений",
    "worsened": "хуже",
    "not_judged": "не оценена",
}
_TONES = {"improved": "good", "mixed": "warn", "worsened": "bad"}
#: Schools that a picture has room for, and rows of the table of those outside the lists.
_MOST_DRAWN, _MOST_UNLISTED = 40, 10

_COUNTED = (
    "Засчитывается школа, где доля не преодолевших порог снизилась и ни по одной процедуре не "
    "выросла резко, а также школа, которая вышла из списка ШНОР по результатам."
)
_SHRINKAGE = (
    "Изменение с поправкой на случайность: чем меньше в школе участников, тем ближе её изменение "
    "сдвинуто к общему по всем школам, чтобы несколько учеников не делали школу ни лучшей, ни "
    "худшей. Отрезок (в таблице «от … до …») показывает, насколько оценка точна: если он "
    "захватывает ноль, изменение могло быть случайным."
)
_REGRESSION = (
    "Школы попадают в списки после неудачного года, поэтому часть улучшения наступает сама собой. "
    "Помогла ли поддержка, динамика не говорит: для этого школы сравнивают с похожими, которых не "
    "поддерживали, — см. раздел об эффективности мер."
)


def dynamics(report: Report) -> Section:
    """How the share below the threshold moved, school by school or territory by territory."""
    counts = report.rows("dynamics_counts")
    blocks: list[Block] = []
    if counts:
        blocks = [
            *_indicator(report),
            *(_by_school(report) if report.speaks_of_schools else _by_territory(report, counts)),
            _moved(counts),
            *(_unlisted(report) if report.speaks_of_schools else ()),
            *_not_comparable(report),
            *([Note(_SHRINKAGE)] if report.speaks_of_schools else []),
            Note(_REGRESSION),
        ]
    return Section("dynamics", "Мониторинг: динамика образовательных результатов", tuple(blocks))


def _indicator(report: Report) -> list[Block]:
    found = [
        row
        for row in report.rows("indicator_values")
        if row["half_year"] == report.half_year.key and row["indicator"] == _INDICATOR
    ]
    told = [
        f"Показатель {_INDICATOR} — доля школ из списков с положительной динамикой: "
        + (
            f"{percent(row['value'])} ({row['numerator']} из {_schools_of(row['denominator'])}), "
            f"план {percent(row['plan'])}; оценить удалось {percent(row['coverage'])} школ списков."
            if row["value"] is not None
            else f"{percent(None, row['state'])}."
        )
        for row in found
    ]
    return [block for text in told for block in (Text(text), Note(_COUNTED))]


def _by_school(report: Report) -> list[Block]:
    rows = report.rows("dynamics_schools")
    listed = [row for row in rows if _lists_of(row)]
    judged = [row for row in listed or rows if row["judged_on"] == "raw"]
    judged.sort(key=lambda row: -row["raw_change"])
    drawn = judged[:_MOST_DRAWN]
    blocks: list[Block] = []
    if drawn:
        of_whom = "школ из списков" if listed else "школ"
        blocks.append(
            Picture(
                f"Динамика {of_whom}: кружок — год назад, значок — сейчас; сверху те, где доля не "
                f"преодолевших порог выросла больше всего{_cut(drawn, judged)}",
                dynamics_of_schools(drawn, _labels(drawn), DIRECTIONS),
                _seen(judged),
            )
        )
    if listed:
        listed = sorted(listed, key=lambda row: (bool(row["in_numerator"]), not _counts(row)))
        shown, more = gravest(listed)
        blocks.append(
            Table(
                f"Школы из списков: что засчитано в показателе {_INDICATOR}",
                ("Школа", "Список", f"В показателе {_INDICATOR}", "Почему",
                 "С поправкой, п. п."),
                tuple(_listed_line(report, row) for row in shown),
                numeric=frozenset({4}),
                more=more,
            )
        )  # fmt: skip
    else:
        blocks.append(Text("В этом году нет школ в списках ШНОР и ШНСУ."))
    blocks += _relative(report, rows)
    return blocks


def _cut(drawn: Sequence[Row], rows: Sequence[Row]) -> str:
    return f"; показаны {len(drawn)} из {len(rows)}" if len(drawn) < len(rows) else ""


def _listed_line(report: Report, row: Row) -> tuple[Cell, ...]:
    if row["in_numerator"]:
        counted_in: Cell = Marked("засчитана", "good")
    elif _counts(row):
        counted_in = Marked("не засчитана", "bad")
    else:
        counted_in = Marked("не оценивается", "quiet")
    return (
        report.school(row["school_login"]),
        _lists_of(row),
        counted_in,
        row["counted_reason"] or row["reason_ru"],
        _shrunken(row),
    )


def _relative(report: Report, rows: Sequence[Row]) -> list[Block]:
    moved = [row for row in rows if row["judged_on"] == "relative_position"]
    if not moved:
        return []
    moved.sort(key=lambda row: row["relative_position_change"])
    shown, more = gravest(moved)
    return [
        Text(
            "Шкала изменилась: доли двух лет не сравниваются, динамика оценена по месту школы в "
            f"территории. Таких школ: {len(moved)}."
        ),
        Table(
            "Место в территории: у скольких процентов школ доля не преодолевших порог не ниже "
            "(100 — ни у кого нет лучше)",
            ("Школа", "Было", "Стало", "Изменение", "Динамика"),
            tuple(
                (
                    report.school(row["school_login"]),
                    percent(row["relative_position_before"], row["state"], 0),
                    percent(row["relative_position"], row["state"], 0),
                    points(row["relative_position_change"], 0),
                    _direction(row),
                )
                for row in shown
            ),
            numeric=frozenset({1, 2, 3}),
            more=more,
        ),
    ]


def _unlisted(report: Report) -> list[Block]:
    rows = [
        row
        for row in report.rows("dynamics_schools")
        if not _lists_of(row) and row["direction"] == "worsened" and row["judged_on"] == "raw"
    ]
    if not rows:
        return []
    shown = rows[:_MOST_UNLISTED]
    left_out = len(rows) - len(shown)
    more = f"Ещё {left_out} с ухудшением — в приложении (Excel)." if left_out else None
    return [
        Table(
            "Вне списков: где стало хуже сильнее всего (по изменению с поправкой на случайность)",
            ("Школа", "Год назад", "Сейчас", "Участников", "Изменение",
             "С поправкой, п. п."),
            tuple(
                (
                    report.school(row["school_login"]),
                    percent(row["fail_share_before"]),
                    percent(row["fail_share"]),
                    str(row["participants"]),
                    points(row["raw_change"]),
                    _shrunken(row),
                )
                for row in shown
            ),
            numeric=frozenset({1, 2, 3, 4, 5}),
            more=more,
        )
    ]  # fmt: skip


def _by_territory(report: Report, counts: Sequence[Row]) -> list[Block]:
    listed = [row for row in counts if row["is_listed"]]
    listed.sort(key=lambda row: (-row["worsened"], row["name_ru"]))
    blocks: list[Block] = []
    drawn = listed[:_MOST_DRAWN]
    if drawn:
        blocks.append(
            Picture(
                f"Динамика школ из списков по территориям{_cut(drawn, listed)}",
                dynamics_of_territories(drawn, DIRECTIONS),
                "; ".join(_directions_told(row, row["name_ru"]) for row in drawn),
            )
        )
    values = report.rows("dynamics_territories")
    if values:
        shown, more = gravest(sorted(values, key=_lowest_first))
        blocks.append(
            Table(
                f"Показатель {_INDICATOR} по территориям",
                ("Территория", "План", "Факт", "Расчёт", "Охват"),
                tuple(
                    (
                        row["name_ru"],
                        percent(row["plan"]),
                        percent(row["value"], row["state"]),
                        f"{row['numerator']} из {row['denominator']}",
                        percent(row["coverage"]),
                    )
                    for row in shown
                ),
                numeric=frozenset({1, 2, 3, 4}),
                more=more,
            )
        )
    return blocks


def _lowest_first(row: Row) -> tuple[bool, float, str]:
    return row["value"] is None, row["value"] or 0.0, row["name_ru"]


def _moved(counts: Sequence[Row]) -> Table:
    lines = []
    for is_listed, name in ((True, "Школы из списков"), (False, "Остальные школы")):
        rows = [row for row in counts if row["is_listed"] == is_listed]
        if rows:
            totals = [sum(row[key] for row in rows) for key in ("schools", *DIRECTIONS)]
            lines.append((name, *(str(total) for total in totals)))
    return Table(
        "Динамика результатов, школ",
        ("", "Всего", *(name.capitalize() for name in DIRECTIONS.values())),
        tuple(lines),
        numeric=frozenset(range(1, 2 + len(DIRECTIONS))),
    )


def _not_comparable(report: Report) -> list[Block]:
    rows = report.rows("dynamics_unjudged")
    if not rows:
        return []
    shown, more = gravest(rows)
    items = [
        f"{_schools(row['schools'])}: {row['reason_ru']}"
        + (f" Это {names(row['names'])}." if report.speaks_of_schools else "")
        for row in shown
    ]
    return [
        Heading("Где результаты двух лет не сравнить"),
        Points((*items, *([more] if more else []))),
    ]


def _seen(rows: Sequence[Row]) -> str:
    worst, best = rows[0], rows[-1]
    told = [
        f"{row['name_ru']}: {percent(row['fail_share_before'])} → {percent(row['fail_share'])}"
        for row in ([worst, best] if len(rows) > 1 else [worst])
    ]
    totals = {key: sum(row["direction"] == key for row in rows) for key in DIRECTIONS}
    return f"{_directions_told(totals, 'Школ')}. Крайние: {'; '.join(told)}"


def _directions_told(totals: Row, name: str) -> str:
    return f"{name}: " + ", ".join(
        f"{DIRECTIONS[key]} — {totals[key]}" for key in DIRECTIONS if totals[key]
    )


def _labels(rows: Sequence[Row]) -> list[str]:
    """Names with the lists; where two schools are called alike, their codes tell them apart."""
    drawn = [drawn_name(row["name_ru"], row["school_login"]) for row in rows]
    labels = []
    for row, name in zip(rows, drawn, strict=True):
        if drawn.count(name) > 1:
            name += f" ({row['school_login']})"
        on = _lists_of(row)
        labels.append(f"{name} · {on}" if on else name)
    return labels


def _lists_of(row: Row) -> str:
    return ", ".join(name for key, name in LISTS.items() if row[f"is_{key}"])


def _counts(row: Row) -> bool:
    return bool(row["in_denominator"])


def _direction(row: Row) -> Cell:
    text, tone = DIRECTIONS[row["direction"]], _TONES.get(row["direction"], "quiet")
    return Marked(text, tone)  # type: ignore[arg-type]


def _shrunken(row: Row) -> str:
    return with_interval(row["shrunken_change"], row["interval_low"], row["interval_high"], 1)


def _schools(number: int) -> str:
    return counted(number, "школа", "школы", "школ")


def _schools_of(number: int) -> str:
    return counted(number, "школы", "школ", "школ")
