"""The lake: what intake keeps, as Parquet, and the ledger that makes it count.

A batch becomes visible when its ledger file is in its place, last of all (renamed on a disk, sent
to object storage); whatever a killed run left behind before that moment belongs to no batch and is
removed by the next one. The files of many small batches are packed into few.
"""
