"""Columns of a sheet that nobody reads: what was added to a form, or whose heading was changed.

Belongs here: finding them, for whoever has the file at hand. They are told only there and nowhere
kept: a heading may be anything, also the name of a person.
"""

from __future__ import annotations

from opora.forms.form import FOR_READING
from opora.intake.layout import Layout


def unread_headings(layout: Layout) -> list[str]:
    """The headings as the sheet has them; none where a mapping or an adapter says what is read."""
    if layout.mapping is not None:
        return []
    read = {heading for target in layout.targets for heading in target.columns.values()}
    written = layout.sheet.rows[layout.header_row - 1]
    return [
        " ".join(cell.split())
        for cell, heading in zip(written, layout.headings, strict=True)
        if cell and cell.strip() and heading not in read and not cell.startswith(FOR_READING)
    ]
