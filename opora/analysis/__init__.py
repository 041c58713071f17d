"""The analysis that SQL can't do: results given context, the principal component of the index.

Belongs here: what is read from the warehouse, which schools enter a model, what is written back.
Not here: the statistics themselves (`opora.statistics`), which know no schools.
"""
