"""A fault in few words: one sentence for all its rows, and where these stand, with their values.

Belongs here: bringing the findings of one rule together, for the check and for the answer. Not
here: the words for places (`words`), or what the headings of a file are (`places`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from opora.answers.told import Fault, Finding, headings_of
from opora.answers.words import place
from opora.contracts import Dataset

#: So many groups of places are named of one fault.
_GROUPS_SHOWN = 5


class Names(Protocol):
    """What a finding's column is called, and what is said of it with that name."""

    def heading(self, finding: Finding) -> str | None:
        """The heading of the column; None for a rule over the whole row."""

    def message(self, finding: Finding) -> str:
        """The sentence."""

    def row(self, finding: Finding) -> int:
        """The row of the file in which the cell to look at stands."""


class ContractNames:
    """The names of the contracts, where the file is no longer at hand."""

    def __init__(self, datasets: Mapping[str, Dataset]) -> None:
        """`datasets`: what findings may be about."""
        self._datasets = datasets

    def heading(self, finding: Finding) -> str | None:
        """The contract's heading."""
        return headings_of(self._datasets, finding)

    def message(self, finding: Finding) -> str:
        """The sentence as it was kept."""
        return finding.message

    def row(self, finding: Finding) -> int:
        """The row by which the lake knows it."""
        return finding.row_no


@dataclass(frozen=True)
class FaultInWords:
    """`more`: how many findings are at none of the `places`."""

    sentence: str
    places: tuple[str, ...]
    more: int


def fault_in_words(fault: Fault, datasets: Mapping[str, Dataset], names: Names) -> FaultInWords:
    """The sentence of a fault without a value that only some of its rows have, and its places."""
    told = _common(fault, datasets)
    groups: dict[tuple[str | None, str | None, str | None], list[Finding]] = {}
    for finding in fault.listed:
        # a value that the sentence names need not be repeated at every place
        is_named = finding.message == told.message and (finding.value or "") in told.message
        value = None if is_named else finding.value
        groups.setdefault((finding.sheet, names.heading(finding), value), []).append(finding)
    shown = list(groups.items())[:_GROUPS_SHOWN]
    places = []
    for (sheet, heading, value), findings in shown:
        where = place(sheet, {names.row(each) for each in findings}, heading)
        places.append(f"{where}: «{value}»" if value else where)
    return FaultInWords(
        names.message(told), tuple(places), fault.count - sum(len(found) for _, found in shown)
    )


def _common(fault: Fault, datasets: Mapping[str, Dataset]) -> Finding:
    """The first finding with a sentence that is true of all of them, where the rule has one."""
    first = fault.first
    if all(each.message == first.message for each in fault.listed):
        return first
    dataset = datasets.get(first.dataset)
    said = {rule.id: rule.message_ru for rule in dataset.rules} if dataset else {}
    sentence = said.get(first.rule_id, "")
    if sentence.replace("{value}", first.value or "") == first.message:
        return replace(first, message=sentence.replace("{value}", "…"))
    # what was said in another way, perhaps by an older contract
    return first
