"""Writes the forms of a half-year below `reports/<half-year>/forms/`.

Belongs here: which datasets have forms, where they lie, never overwriting what a person may have
filled in. Not here: what stands in a form (`contents`) or what it looks like (`workbook`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from opora.contracts import Dataset, load_contracts
from opora.durable import write_bytes
from opora.errors import OporaError
from opora.forms.contents import forms_of
from opora.forms.form import Form, Period
from opora.forms.known import Known
from opora.forms.words import Words
from opora.forms.workbook import workbook
from opora.home import Home


@dataclass(frozen=True)
class Written:
    """A form that lies ready: its file, its dataset, the rows that stand in it beforehand."""

    path: Path
    dataset: str
    rows: int
    is_of_school: bool = False
    #: It lay there with other content: somebody may be filling it in, so that it was not touched.
    is_kept: bool = False


def datasets_named(names: Iterable[str] | None) -> list[Dataset]:
    """The datasets of those names, all where none is named."""
    contracts = load_contracts()
    names = list(names or contracts)
    for name in names:
        if name not in contracts:
            raise OporaError(_no_such(name, contracts))
    return [contracts[name] for name in dict.fromkeys(names)]


def _no_such(name: str, contracts: Mapping[str, Dataset]) -> str:
    """That nothing is called so, and what is called nearly so, or else everything."""
    # Somebody may remember one word of several.
    near = [each for each in contracts if get_close_matches(name, [each, *each.split("_")])]
    if near:
        told = [f"{each} («{contracts[each].title_ru}»)" for each in near]
        return f"Набора данных «{name}» нет. Похожие: {', '.join(told)}."
    return f"Набора данных «{name}» нет. Наборы: {', '.join(contracts)}."


def write_forms(
    home: Home,
    period: Period,
    known: Known,
    datasets: Iterable[Dataset],
    *,
    per_school: bool = False,
    overwrite: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Written]:
    """Write the forms, but none over one that may have been filled in.

    `progress` is told how many forms are done, and how many there are.
    """
    folder, words = home.reports / period.half_year / "forms", Words(home)
    forms: list[tuple[Path, Form]] = []
    for dataset in datasets:
        for place, form in forms_of(dataset, period, known, per_school=per_school):
            forms.append((folder / place, form))
    missing, kept = [], set()
    for path, form in forms:
        if overwrite or not path.exists():
            missing.append((path, form))
        elif path.read_bytes() != workbook(form, words):
            kept.add(path)
    for done, (path, form) in enumerate(missing):
        progress(done, len(missing))
        write_bytes(path, workbook(form, words))
    return [
        Written(path, form.dataset.name, len(form.rows), form.school is not None, path in kept)
        for path, form in forms
    ]
