"""Spark as the engine of the build, for whoever outgrows one machine.

dbt builds the same models there; everything else (intake, analysis, snapshots, publication,
reports) goes on reading `warehouse/build.duckdb`, whose tables are then views over the Parquet
files that Spark wrote. Belongs here: sessions and servers, what Spark has to know of the lake and
of the tables that Python writes, the schemas that its readers see. Not here: models
(`dbt_project/`), rules (`opora.validation`). Nothing here imports pyspark before it is needed: it
is an extra.
"""
