"""Data quality for people: what came, what waits for a correction, what is missing from whom.

Belongs here: questions whose answer depends on the day they are asked, or on what lies in landing
then; they read the published marts of data quality. What depends on neither is a mart
(`dbt_project/models/marts`).
"""
