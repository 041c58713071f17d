"""From a number of a snapshot back to the results, rows and files that it came from.

The way through it: which revision is asked about (`question`), which rows can matter at its time
(`period`, `matter`), finding them among the deliveries that the revision was made from (`rows`),
the results between rows and number (`results`), and all of it for one school or territory
(`explain`). Reads what is written once and the published release, so that it needs no lock and a
run disturbs nobody.

Not here: what a row does to a number, which the models say (`dbt_project`); the rows behind a
difference, which a revision writes down itself (`opora.snapshot.traces`); printing
(`opora.cli.explain`).
"""
