"""Demonstration files: a municipality in all datasets, a region and a country of results.

Belongs here: invented data, written as the field writes it, with the answers that are known of it.
It imports contracts and rules only: what it writes is read by the pipeline like any other delivery.
"""

from opora.demo.answers import Defect, DeliveryAnswer, KnownAnswers
from opora.demo.calendar import HALF_YEARS
from opora.demo.municipality import write_municipality
from opora.demo.scale import KnownTotals, write_country, write_growing_country, write_region

__all__ = [
    "HALF_YEARS",
    "Defect",
    "DeliveryAnswer",
    "KnownAnswers",
    "KnownTotals",
    "write_country",
    "write_growing_country",
    "write_municipality",
    "write_region",
]
