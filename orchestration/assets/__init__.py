"""The assets, a file per station: landing, lake, warehouse (all dbt models), published."""
