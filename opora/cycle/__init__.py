"""The management cycle in Python: what has to be decided half-year by half-year, in order.

Belongs here: which recommendations are issued and stay open, which hub school helps whom, what the
measures achieved; all of them read the warehouse and write tables of the dbt source `cycle`. Not
here: findings and rules (dbt models), and the statistics (`opora.statistics`), which know no
schools.
"""
