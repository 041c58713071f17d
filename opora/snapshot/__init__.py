"""The half-yearly snapshot: revisions that are written once, approved by a person, never changed.

The way through it: what a half-year holds (`content`), under which inputs (`inputs`), compared
with the newest revision in its folder (`revisions`); a difference makes a new one (`revise`),
with its causes and the rows behind it (`restate`, `traces`). An approval (`approve`) is a folder of
its own beside the revision, and holds what the public gets of it (`open_tables`). Which revision is
in force follows from the folders alone (`standing`), and `load` brings all of it into the
warehouse.

Not here: the marts that show it (`dbt_project/models/marts`), the control of disclosure
(`opora.disclosure`).
"""
