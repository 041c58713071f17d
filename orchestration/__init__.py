"""Dagster: how the stations of the pipeline are scheduled, watched and shown.

`definitions` puts everything together and is what `workspace.yaml` loads; `assets/` has one file
per station, in the order of the data; `checks` turns what the lake knows into checks. Not here: how
a station does its work (`opora`); every step calls the same functions as the command line.
"""
