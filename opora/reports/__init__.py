"""What officers read: the report of a half-year and territory, its справка, its annex, the cards.

The way through this package: a `source` opens the releases, `report` says what a report is about
and answers the `queries`, `sections` turn the answers into `blocks` (texts, tables, `charts`), and
`html`, `docx` and `annex` write blocks down. `write` decides which files there are.

Belongs here: Russian text, tables and charts made of published marts. Not here: any figure of its
own: whatever is counted or judged was counted and judged in a mart.
"""
