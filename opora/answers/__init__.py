"""What senders are told of their files: by `opora check` before, by a result workbook afterwards.

Belongs here: the words, and the workbooks that carry them. Both come from one description (`told`),
so that a file is told the same before and after it was delivered. Not here: judging rows
(`opora.validation`), or when answers are made (`opora.pipeline`).
"""
