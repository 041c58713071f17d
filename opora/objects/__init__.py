"""Object storage, for a lake that does not lie on a disk: `OPORA_LAKE=s3://bucket/prefix`.

Belongs here: one file system for paths (`UPath`), DuckDB and dbt alike, and errors in words. Not
here: which files a lake has (`opora.lake`), or when they count.
"""
