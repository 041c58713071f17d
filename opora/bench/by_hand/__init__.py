"""What a competent person would write instead of Opora, for the benchmark to run beside it.

Belongs here: the same files to the same cells with the usual tools, in good practice: vectorised,
only the columns that are needed, nothing slowed down. Not here: anything the pipeline uses.
"""
