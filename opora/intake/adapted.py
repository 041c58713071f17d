"""From a file that an adapter claims to layouts, as if it had come under the contracts' headings.

Belongs here: asking the adapters, naming who claims a file. Not here: any format (`adapters`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from opora.intake.adapters import Adapter, Known, Table, load_adapters
from opora.intake.layout import Layout
from opora.intake.mapping import Target
from opora.intake.refusal import Refusal
from opora.intake.sheet import Sheet


class Foreign:
    """The formats of other systems, for one file at a time."""

    def __init__(
        self,
        known: Known,
        whole: Callable[[], Sequence[Sheet]],
        adapters: Sequence[Adapter] | None = None,
    ) -> None:
        """`whole` reads the file to its end, where only its first rows are at hand."""
        self._known = known
        self._whole = whole
        self._adapters = load_adapters() if adapters is None else adapters

    @property
    def titles_ru(self) -> str:
        """All formats, by the names that people know."""
        return "; ".join(f"«{adapter.title_ru}»" for adapter in self._adapters)

    def claiming(self, sheets: Sequence[Sheet]) -> list[Adapter]:
        """The formats that claim the file."""
        return [adapter for adapter in self._adapters if adapter.claims(sheets)]

    def layouts(
        self, sheets: Sequence[Sheet], claiming: Sequence[Adapter], described: Sequence[str]
    ) -> list[Layout]:
        """The tables of the file; `described` names mappings that claim it, too.

        Raises a Refusal when there is more than one claim, or nothing in the file.
        """
        names = [*(f"«{adapter.title_ru}»" for adapter in claiming), *described]
        if len(names) > 1:
            raise Refusal(
                f"файл подходит сразу к нескольким описаниям: {', '.join(names)}. Сообщите тому, "
                "кто ведёт описания: по содержанию их не различить."
            )
        if any(sheet.is_head for sheet in sheets):
            sheets = self._whole()
        (adapter,) = claiming
        if any(sheet.is_head for sheet in sheets):
            raise Refusal(
                f"это «{adapter.title_ru}», но файл Parquet. Такие данные читаются только из книги "
                "Excel и из CSV: выгрузите их заново."
            )
        layouts = [_layout(table, adapter) for table in adapter.read(sheets, self._known)]
        if not layouts:
            raise Refusal(
                f"это «{adapter.title_ru}», но в файле нет ни одной строки с данными. Выгрузите "
                "его заново."
            )
        return layouts


def _layout(table: Table, adapter: Adapter) -> Layout:
    rows = [list(cells) for _, cells in table.rows]
    numbers = [number for number, _ in table.rows]
    sheet = Sheet(table.sheet, [list(table.columns), *rows], numbers=(0, *numbers))
    return Layout(
        sheet,
        header_row=1,
        headings=table.columns,
        targets=(Target(table.dataset, {column: column for column in table.columns}),),
        locale=table.locale,
        mapping=adapter.name,
        declared=table.declared,
        stands=table.stands,
        elsewhere=table.elsewhere,
    )
