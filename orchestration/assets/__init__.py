"""The assets, a file per station, from landing to reports; all of dbt is in `warehouse`."""
