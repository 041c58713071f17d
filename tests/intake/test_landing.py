"""What senders are told of a folder that names no dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from opora.contracts import load_contracts
from opora.home import Home
from opora.intake.landing import landed_file

WHAT_NEXT = (
    "Переименуйте папку или положите файл прямо в папку полугодия: набор узнаётся по заголовкам."
)


@pytest.mark.parametrize(
    ("folder", "near"),
    [
        ("staf", "Похожие: staff («Педагогические работники»). "),
        ("Methodical-Support", "Похожие: methodical_support («Методическая работа»). "),
        ("педагоги", "Похожие: staff («Педагогические работники»). "),
        ("разное", ""),
        ("x" * 200, ""),
    ],
)
def test_a_folder_that_is_no_dataset_is_told_what_it_may_mean(
    folder: str, near: str, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    file = home.landing / "2024-H1" / folder / "file.csv"
    landed = landed_file(home, file, frozenset(load_contracts()))
    assert landed.problem == f"папки «{folder}» среди наборов данных нет. {near}{WHAT_NEXT}"
    assert landed.dataset is None
