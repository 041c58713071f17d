"""The annex: everything behind a report as sheets with real numbers, for Excel.

Belongs here: which sheets there are (`figures`, `analysis`, `cycle`, `delivered`, as data) and how
they are written (`workbook`, `looks`). Not here: figures (marts), words for codes (`words`).
"""
