"""The benchmark: what the pipeline costs, against the least that the same work could cost.

Belongs here: generating a size, running pipeline and floor as processes of their own on the same
files, comparing within one run. Not here: the tests, which never measure time.
"""
