"""The benchmark: what the pipeline costs, against the least that the same work could cost.

Belongs here: generating a size, running pipeline, floor and what one would write by hand as
processes of their own on the same files, comparing within one call, a page of it. Not here: the
tests, which never measure time.
"""
