"""One form as an .xlsx workbook: the sheet to fill in, an example, explanations, lists.

Belongs here: putting the sheets together. Everything in them comes from the contract, so that a
column is described in one place. Not here: the sheets (a file each), or which rows stand in them
beforehand (`known`, `contents`).
"""

from __future__ import annotations

import datetime as dt
import io

from opora.forms.example import write_example
from opora.forms.explanations import HELP_SHEET, write_explanations
from opora.forms.fill_in_sheet import write_fill_in_sheet
from opora.forms.form import Form
from opora.forms.lists import LISTS_SHEET, Lists
from opora.forms.looks import Formats
from opora.forms.words import Words
from opora.intake.own_sheets import EXAMPLE_SHEET, sheet_name


def workbook(form: Form, words: Words) -> bytes:
    """The bytes of the form; equal forms give equal bytes."""
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    # What somebody typed is never a formula or a link of ours, whatever it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    name = sheet_name(form.dataset.title_ru)
    with xlsxwriter.Workbook(stream, options) as book:
        # The clock would make equal forms differ.
        made = dt.datetime.combine(form.period.ends_on, dt.time())
        book.set_properties({"created": made, "title": form.dataset.title_ru})
        formats = Formats(book)
        to_fill_in, example = book.add_worksheet(name), book.add_worksheet(EXAMPLE_SHEET)
        explanations = book.add_worksheet(HELP_SHEET)
        lists = Lists(book.add_worksheet(LISTS_SHEET))
        write_fill_in_sheet(to_fill_in, form, words, formats, lists)
        write_example(example, form, words, formats)
        write_explanations(explanations, form, words, formats)
    return stream.getvalue()
