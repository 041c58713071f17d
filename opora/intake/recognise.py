"""What a sheet holds, told from its content: dataset, mapping or adapter, and its columns.

Belongs here: finding the header row, matching headings, holding the content against the claim of
the folder. Not here: reading files (`sheets`) or values (`typed`), or formats that are more than
a table under headings (`adapters`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from opora.contracts import PLACE_COLUMNS, Dataset
from opora.intake.adapted import Foreign
from opora.intake.layout import Layout
from opora.intake.mapping import LayoutMapping, Target
from opora.intake.refusal import Refusal
from opora.intake.sheets import Sheet
from opora.intake.typed import DOUBTFUL, PERSON_KEY, PERSON_KEY_BY_NAME

_HEADER_WITHIN = 20

#: What the first cell of a form's example begins with: such a sheet is never taken for data.
EXAMPLE_MARK = "Образец: этот лист при приёме не читается"

#: The same of the hidden sheet behind a form's drop-downs: it hides nothing that somebody wrote.
LISTS_MARK = "Списки для выбора: этот лист при приёме не читается"

#: What the first cell of a sheet begins with that `opora check` adds to its copy of a file.
RESULT_MARK = "Результат проверки"

#: Names of our own columns beside those of a raw table; a heading like them gets another name.
_RESERVED = frozenset({*PLACE_COLUMNS, PERSON_KEY, PERSON_KEY_BY_NAME, DOUBTFUL})


def recognise(
    sheets: Sequence[Sheet],
    claimed: str | None,
    datasets: Mapping[str, Dataset],
    mappings: Iterable[LayoutMapping],
    foreign: Foreign | None = None,
) -> list[Layout]:
    """The layouts of a file's sheets; sheets that hold no known headings are left out, hidden too.

    `foreign`: the formats that adapters read (None: only contracts and mappings). Raises a Refusal
    when nothing is recognised, when two formats claim the file, or when the content is not what
    the folder claims.
    """
    mappings = list(mappings)
    _refuse_copies(sheets)
    hidden = [
        sheet
        for sheet in sheets
        if sheet.is_hidden and any(sheet.rows) and not _begins_with(sheet, LISTS_MARK)
    ]
    try:
        visible = [sheet for sheet in sheets if not sheet.is_hidden]
        return _of_visible(visible, claimed, datasets, mappings, foreign)
    except Refusal as refusal:
        if not hidden:
            raise
        names = ", ".join(f"«{sheet.name}»" for sheet in hidden)
        raise Refusal(
            f"{refusal} Скрытые листы не читаются: {names}. Если данные там, покажите лист (правая "
            "кнопка мыши на ярлыке, «Показать»).",
            refusal.sheet,
            refusal.row_no,
        ) from None


def _of_visible(
    sheets: Sequence[Sheet],
    claimed: str | None,
    datasets: Mapping[str, Dataset],
    mappings: list[LayoutMapping],
    foreign: Foreign | None,
) -> list[Layout]:
    examples = [sheet for sheet in sheets if _is_example(sheet)]
    sheets = [sheet for sheet in sheets if not _is_example(sheet)]
    if foreign is not None and foreign.claims(sheets):
        layouts = _by_adapter(sheets, mappings, foreign)
        feeds = list(dict.fromkeys(layout.targets[0].dataset for layout in layouts))
        if claimed and claimed not in feeds:
            raise Refusal(_disagrees(claimed, feeds, datasets))
        return layouts
    layouts = [
        layout
        for sheet in sheets
        if any(sheet.rows)
        and (layout := _recognise(sheet, claimed, datasets, mappings)) is not None
    ]
    is_blank = all(not any(sheet.rows) for sheet in sheets)
    if examples and (is_blank if not layouts else not any(map(_has_rows, layouts))):
        raise Refusal(
            f"строки на листе «{examples[0].name}» не читаются: это образец. Заполните первый лист "
            "и отправьте файл снова."
        )
    if layouts:
        return layouts
    if is_blank:
        raise Refusal("в файле нет ни одной заполненной строки. Выгрузите его заново.")
    if claimed:
        raise _missing_headings(sheets, datasets[claimed])
    known = f" Понятны также: {foreign.titles_ru}." if foreign is not None else ""
    raise Refusal(
        "по заголовкам не удалось понять, что это за данные. Положите файл в папку набора данных, "
        f"например 2024-H1/staff, и назовите столбцы так, как в описании набора.{known}"
    )


def _by_adapter(
    sheets: Sequence[Sheet], mappings: Iterable[LayoutMapping], foreign: Foreign
) -> list[Layout]:
    """The layouts of a file that an adapter claims, unless somebody else claims it, too."""
    described = [
        mapping.name
        for mapping in mappings
        if any(_header_row(sheet, mapping) is not None for sheet in sheets)
    ]
    return foreign.layouts(sheets, described)


def _is_example(sheet: Sheet) -> bool:
    return _begins_with(sheet, EXAMPLE_MARK)


def _refuse_copies(sheets: Sequence[Sheet]) -> None:
    """The copy that the check makes lies beside its file: taken unseen, it would undo corrections.

    Whoever corrected the copy itself says so by deleting the sheet.
    """
    for sheet in sheets:
        if _begins_with(sheet, RESULT_MARK):
            raise Refusal(
                f"это копия, которую сделала проверка: в ней лист «{sheet.name}». Сдайте сам файл. "
                "Если вы исправляли строки в копии, удалите из неё этот лист и сдайте её вместо "
                "файла."
            )


def _begins_with(sheet: Sheet, mark: str) -> bool:
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
    return (first or "").strip().startswith(mark)


def _has_rows(layout: Layout) -> bool:
    return any(map(any, layout.sheet.rows[layout.header_row :]))


def _recognise(
    sheet: Sheet,
    claimed: str | None,
    datasets: Mapping[str, Dataset],
    mappings: list[LayoutMapping],
) -> Layout | None:
    by_mapping = [found for mapping in mappings if (found := _by_mapping(sheet, mapping))]
    if len(by_mapping) > 1:
        names = ", ".join(str(layout.mapping) for layout in by_mapping)
        raise Refusal(f"файл подходит сразу к нескольким описаниям: {names}. Уточните описание.")
    if by_mapping:
        layout = by_mapping[0]
        feeds = [target.dataset for target in layout.targets]
        if claimed and claimed not in feeds:
            raise Refusal(_disagrees(claimed, feeds, datasets))
        return layout
    complete = {
        name: found
        for name, dataset in datasets.items()
        if (found := _by_contract(sheet, dataset)) is not None
    }
    if claimed:
        if claimed in complete:
            return complete[claimed]
        if complete:
            raise Refusal(_disagrees(claimed, [_fullest(complete)], datasets))
        if _is_attempt(sheet, datasets[claimed]):
            raise _missing_headings([sheet], datasets[claimed])
        return None
    return complete[_fullest(complete)] if complete else None


def _by_mapping(sheet: Sheet, mapping: LayoutMapping) -> Layout | None:
    number = _header_row(sheet, mapping)
    if number is None:
        return None
    headings = _unique(sheet.rows[number - 1])
    found = _Headings(sheet, number, headings)
    totals = mapping.totals
    return Layout(
        sheet,
        number,
        headings,
        tuple(
            replace(
                target,
                columns={
                    column: found.named(heading) for column, heading in target.columns.items()
                },
            )
            for target in mapping.targets
        ),
        mapping.locale,
        totals and replace(totals, column=found.named(totals.column)),
        mapping.name,
    )


def _header_row(sheet: Sheet, mapping: LayoutMapping) -> int | None:
    """The number of the row that has all headings of a mapping."""
    wanted = {normal(heading) for heading in mapping.headings}
    rows = enumerate(sheet.rows[:_HEADER_WITHIN], start=1)
    return next((n for n, row in rows if wanted <= {normal(cell) for cell in row}), None)


class _Headings:
    """The headings of a sheet, as a mapping file names them."""

    def __init__(self, sheet: Sheet, row_number: int, headings: tuple[str, ...]) -> None:
        self._where = _where(sheet, row_number)
        self._found: dict[str, list[str]] = {}
        for cell, heading in zip(sheet.rows[row_number - 1], headings, strict=True):
            self._found.setdefault(normal(cell), []).append(heading)

    def named(self, heading: str) -> str:
        """The sheet's own spelling of a heading."""
        found = self._found.get(normal(heading), [])
        if not found:
            raise Refusal(f"{self._where}: нет столбца «{heading}». Добавьте его.")
        if len(found) > 1:
            raise Refusal(_doubled(self._where, heading))
        return found[0]


def _by_contract(sheet: Sheet, dataset: Dataset) -> Layout | None:
    """The layout, where a row of the sheet has every required heading of the contract."""
    number, columns = _best_row(sheet, dataset)
    required = {column.name for column in dataset.input_columns if column.heading_required}
    if not columns or not required <= columns.keys():
        return None
    row = sheet.rows[number - 1]
    headings = _unique(row)
    doubled = [name for name, places in columns.items() if len(places) > 1]
    if doubled:
        first, second, *_ = (row[place] for place in columns[doubled[0]])
        text = _doubled(_where(sheet, number), str(first), str(second))
        raise Refusal(text, sheet.name, number)
    matched = {name: headings[places[0]] for name, places in columns.items()}
    return Layout(sheet, number, headings, (Target(dataset.name, matched),))


def _best_row(sheet: Sheet, dataset: Dataset) -> tuple[int, dict[str, list[int]]]:
    """The row with the most headings of the dataset: its number, and column -> places."""
    names = {
        normal(spelling): column.name
        for column in dataset.input_columns
        for spelling in (column.name, column.heading, *column.synonyms)
    }
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for number, row in enumerate(sheet.rows[:_HEADER_WITHIN], start=1):
        columns: dict[str, list[int]] = {}
        for place, cell in enumerate(row):
            name = names.get(normal(cell))
            if name:
                columns.setdefault(name, []).append(place)
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def _is_attempt(sheet: Sheet, dataset: Dataset) -> bool:
    """Whether a sheet without all required headings is the table all the same, not a help page."""
    required = {column.name for column in dataset.input_columns if column.heading_required}
    return 2 * len(required & _best_row(sheet, dataset)[1].keys()) >= len(required)


def _fullest(layouts: Mapping[str, Layout]) -> str:
    """The dataset that explains the most headings; a tie is refused."""
    counted = Counter({name: len(found.targets[0].columns) for name, found in layouts.items()})
    (first, most), *others = counted.most_common()
    tied = [name for name, count in others if count == most]
    if tied:
        raise Refusal(
            f"заголовки подходят сразу к наборам {', '.join([first, *tied])}. "
            "Положите файл в папку нужного набора."
        )
    return first


def _missing_headings(sheets: Sequence[Sheet], dataset: Dataset) -> Refusal:
    found = [(sheet, *_best_row(sheet, dataset)) for sheet in sheets]
    sheet, number, columns = max(found, key=lambda each: len(each[2]))
    where = f"{_where(sheet, number)}: " if columns else ""
    missing = [
        column.heading
        for column in dataset.input_columns
        if column.heading_required and column.name not in columns
    ]
    shown = ", ".join(f"«{heading}»" for heading in missing)
    return Refusal(
        f"{where}нет обязательных столбцов: {shown}. Набор «{dataset.title_ru}»: добавьте столбцы "
        "с такими заголовками в строку заголовков.",
        sheet.name,
        number if columns else None,
    )


def _where(sheet: Sheet, row_number: int) -> str:
    return f"лист «{sheet.name}», строка {row_number}" if sheet.name else f"строка {row_number}"


def _doubled(where: str, heading: str, other: str | None = None) -> str:
    same = other is None or normal(other) == normal(heading)
    what = (
        f"заголовок «{heading}» встречается дважды"
        if same
        else (f"заголовки «{heading}» и «{other}» означают одно и то же")
    )
    return f"{where}: {what}. Оставьте один столбец."


def _disagrees(claimed: str, feeds: list[str], datasets: Mapping[str, Dataset]) -> str:
    found = ", ".join(f"«{datasets[name].title_ru}» ({name})" for name in feeds)
    return (
        f"папка называет набор «{datasets[claimed].title_ru}» ({claimed}), а по заголовкам это "
        f"{found}. Переложите файл в нужную папку."
    )


def _unique(row: Sequence[str | None]) -> tuple[str, ...]:
    """Names for the columns of a table: its headings, numbered where blank, repeated or ours."""
    seen = set(_RESERVED)
    names = []
    for place, cell in enumerate(row, start=1):
        name = (cell or "").strip() or f"column {place}"
        if name.lower() in seen:
            name = f"{name} ({place})"
        seen.add(name.lower())
        names.append(name)
    return tuple(names)


@lru_cache(maxsize=1 << 14)
def normal(heading: str | None) -> str:
    """A heading without what does not matter: case, ё, spaces, a star or a colon at the end."""
    text = (heading or "").lower().replace("ё", "е").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text).strip(" *:\t\n")
