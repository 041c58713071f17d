"""Validation on Spark, for whoever outgrows one machine: the same contracts, the same results.

Importing this package imports nothing of Spark's; `validator` imports Great Expectations.
"""
