"""The assets, a file per station: landing, lake, warehouse (all of dbt), analysis, published."""
