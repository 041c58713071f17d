"""The words that a form offers: one Russian word per value of a vocabulary.

Belongs here: from a value to the word, such that intake reads the value back. Not here: the
vocabularies (seeds), or how intake reads what people write instead (`opora.intake.vocabularies`).
"""

from __future__ import annotations

from opora.contracts import Column
from opora.home import Home
from opora.intake.vocabularies import load_vocabularies, spelling
from opora.rules import load_rule

_YES_NO, _TERRITORY = "yes_no", "territory"
#: The level at which schools lie; others may be written, but none is offered.
_LEVEL_OF_SCHOOLS = "municipality"


class Words:
    """The words of one installation, whose own rules may add to the vocabularies."""

    def __init__(self, home: Home) -> None:
        """Read the vocabularies in force."""
        self._read_back = load_vocabularies(home)
        self._words: dict[str, dict[str, str]] = {}
        self._above_schools = set()
        for row in load_rule("vocabularies", home):
            vocabulary, value = row["vocabulary"], row["value"]
            for word in (row["name_ru"], row["synonym"]):
                self._offer(vocabulary, value, word)
        for row in load_rule("territories", home):
            self._offer(_TERRITORY, row["territory"], row["name_ru"])
            if row["level"] != _LEVEL_OF_SCHOOLS:
                self._above_schools.add(row["territory"])

    def _offer(self, vocabulary: str, value: str, word: str | None) -> None:
        """Offer a word for a value that has none, unless it would come back as something else."""
        if word and self._read_back[vocabulary].get(spelling(word)) == value:
            self._words.setdefault(vocabulary, {}).setdefault(value, word)

    def has(self, column: Column) -> bool:
        """Whether values of the column are words."""
        return bool(self._of(column))

    def offered(self, column: Column) -> list[str]:
        """What the drop-down of a column offers; nothing where anything may be written."""
        left_out = self._above_schools if column.vocabulary == _TERRITORY else ()
        return [word for value, word in self._of(column).items() if value not in left_out]

    def word(self, column: Column, value: object) -> str:
        """The word for a value; the value itself where the vocabulary has none."""
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return self._of(column).get(key, key)

    def value(self, column: Column, written: object) -> str | None:
        """What a word or a spelling means; None where it is none of the vocabulary's."""
        return self._read_back.get(_vocabulary(column), {}).get(spelling(str(written)))

    def shown(self, column: Column, written: str) -> str:
        """The word for what the contract's examples write."""
        value = self.value(column, written)
        return written if value is None else self.word(column, value)

    def _of(self, column: Column) -> dict[str, str]:
        return self._words.get(_vocabulary(column), {})


def _vocabulary(column: Column) -> str:
    return (_YES_NO if column.type == "boolean" else column.vocabulary) or ""
