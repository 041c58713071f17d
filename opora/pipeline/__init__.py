"""The pipeline: the stations in their order, as one function each.

The command line and Dagster call the same functions. Belongs here: what comes after what. Not here:
how a station does its work.
"""
