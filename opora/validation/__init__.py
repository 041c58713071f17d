"""Validation: the contracts' rules, run by Great Expectations where the rows lie.

`gx` is the only home of Great Expectations, `expectations` adds what it lacks, `check` turns failed
rules into rejected rows and findings. Importing this package does not import Great Expectations.
"""
