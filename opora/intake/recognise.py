"""What a sheet holds, told from its content: dataset, mapping or adapter, and its columns.

Belongs here: asking contracts, mappings and adapters, and holding their answers against each other
and against the claim of the folder. Not here: matching headings (`headings`), reading files
(`sheets`), or formats that are more than a table under headings (`adapters`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from opora.contracts import Dataset
from opora.intake.adapted import Foreign
from opora.intake.adapters import Adapter
from opora.intake.headings import (
    best_row,
    by_contracts,
    by_mapping,
    header_row_of,
    is_attempt,
    normal,
)
from opora.intake.layout import Layout
from opora.intake.mapping import LayoutMapping
from opora.intake.own_sheets import (
    LISTS_MARK,
    begins_with,
    is_example,
    refuse_copies,
    sheet_name,
)
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet


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
    refuse_copies(sheets)
    hidden = [
        sheet
        for sheet in sheets
        if sheet.is_hidden and any(sheet.rows) and not begins_with(sheet, LISTS_MARK)
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
    examples = [sheet for sheet in sheets if is_example(sheet)]
    sheets = [sheet for sheet in sheets if not is_example(sheet)]
    if foreign is not None and (claiming := foreign.claiming(sheets)):
        layouts = _by_adapter(sheets, mappings, foreign, claiming)
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
            "на первом листе нет ни одной заполненной строки. Если вы заполнили "
            f"«{examples[0].name}», перенесите строки на первый лист."
        )
    if layouts:
        return layouts
    if is_blank:
        raise Refusal("в файле нет ни одной заполненной строки. Выгрузите его заново.")
    if claimed:
        raise _missing_headings(sheets, datasets[claimed])
    for sheet in sheets:
        if (titled := _titled(sheet, datasets)) is not None:
            raise _no_longer_a_form(sheet, datasets[titled])
    known = f" Понятны также: {foreign.titles_ru}." if foreign is not None else ""
    raise Refusal(
        "по заголовкам не удалось понять, что это за данные. Положите файл в папку набора данных, "
        f"например 2024-H1/staff, и назовите столбцы так, как в описании набора.{known}"
    )


def _by_adapter(
    sheets: Sequence[Sheet],
    mappings: Iterable[LayoutMapping],
    foreign: Foreign,
    claiming: Sequence[Adapter],
) -> list[Layout]:
    """The layouts of a file that an adapter claims, unless somebody else claims it, too."""
    described = [
        mapping.name
        for mapping in mappings
        if any(header_row_of(sheet, mapping) is not None for sheet in sheets)
    ]
    return foreign.layouts(sheets, claiming, described)


def _has_rows(layout: Layout) -> bool:
    return any(map(any, layout.sheet.rows[layout.header_row :]))


def _recognise(
    sheet: Sheet,
    claimed: str | None,
    datasets: Mapping[str, Dataset],
    mappings: list[LayoutMapping],
) -> Layout | None:
    described = [found for mapping in mappings if (found := by_mapping(sheet, mapping))]
    if len(described) > 1:
        names = ", ".join(str(layout.mapping) for layout in described)
        raise Refusal(f"файл подходит сразу к нескольким описаниям: {names}. Уточните описание.")
    if described:
        layout = described[0]
        feeds = [target.dataset for target in layout.targets]
        if claimed and claimed not in feeds:
            raise Refusal(_disagrees(claimed, feeds, datasets))
        return layout
    complete = by_contracts(sheet, datasets)
    if claimed:
        if claimed in complete:
            return complete[claimed]
        if complete:
            raise Refusal(_disagrees(claimed, [_fullest(complete)], datasets))
        if is_attempt(sheet, datasets[claimed]):
            raise _missing_headings([sheet], datasets[claimed])
        return None
    return complete[_fullest(complete, _titled(sheet, datasets))] if complete else None


def _titled(sheet: Sheet, datasets: Mapping[str, Dataset]) -> str | None:
    """The dataset whose title the sheet bears, as the sheet of its form does."""
    name = normal(sheet.name)
    titles = {each: normal(sheet_name(of.title_ru)) for each, of in datasets.items()}
    return next((each for each, title in titles.items() if title == name), None)


def _fullest(layouts: Mapping[str, Layout], titled: str | None = None) -> str:
    """The dataset that explains the most headings; a tie is refused, unless the title breaks it."""
    counted = Counter({name: len(found.targets[0].columns) for name, found in layouts.items()})
    (first, most), *others = counted.most_common()
    tied = [name for name, count in others if count == most]
    if tied and titled in (first, *tied):
        return str(titled)
    if tied:
        raise Refusal(
            f"заголовки подходят сразу к наборам {', '.join([first, *tied])}. "
            "Положите файл в папку нужного набора."
        )
    return first


def _missing_headings(sheets: Sequence[Sheet], dataset: Dataset) -> Refusal:
    found = [(sheet, *best_row(sheet, dataset)) for sheet in sheets]
    sheet, number, columns = max(found, key=lambda each: len(each[2]))
    shown = ", ".join(_missing(dataset, columns))
    text = (
        f"нет обязательных столбцов: {shown}. Набор «{dataset.title_ru}»: добавьте столбцы с "
        "такими заголовками в строку заголовков."
    )
    return Refusal.at(sheet, number, text) if columns else Refusal(text, sheet.name)


def _no_longer_a_form(sheet: Sheet, dataset: Dataset) -> Refusal:
    """What to say of a sheet that bears the title of a form and lacks some of its headings."""
    number, columns = best_row(sheet, dataset)
    missing = _missing(dataset, columns)
    what, back = ("графы", "этот заголовок") if len(missing) == 1 else ("граф", "эти заголовки")
    where = f"в строке {number}" if columns else "на листе"
    return Refusal(
        f"лист «{sheet.name}» похож на форму «{dataset.title_ru}», но {where} нет {what} "
        f"{', '.join(missing)}. Верните {back} или возьмите форму заново.",
        sheet.name,
        number if columns else None,
    )


def _missing(dataset: Dataset, columns: Iterable[str]) -> list[str]:
    """The required headings that are not among those found."""
    return [
        f"«{column.heading}»"
        for column in dataset.input_columns
        if column.heading_required and column.name not in columns
    ]


def _disagrees(claimed: str, feeds: list[str], datasets: Mapping[str, Dataset]) -> str:
    found = ", ".join(f"«{datasets[name].title_ru}» ({name})" for name in feeds)
    return (
        f"папка называет набор «{datasets[claimed].title_ru}» ({claimed}), а по заголовкам это "
        f"{found}. Переложите файл в нужную папку."
    )
