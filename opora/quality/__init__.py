"""Data quality for people: what is missing from whom, on a given day.

Belongs here: questions whose answer depends on the day they are asked; they read the published
marts of data quality. What does not depend on the day is a mart (`dbt_project/models/marts`).
"""
