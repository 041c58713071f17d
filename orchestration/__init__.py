"""Dagster: how the stations of the pipeline are scheduled, watched and shown."""
