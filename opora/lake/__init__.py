"""The lake: what intake keeps, as Parquet, and the ledger that makes it count.

A batch becomes visible when its ledger file is renamed into place, last of all; whatever a killed
run left behind before that moment belongs to no batch and is removed by the next one.
"""
