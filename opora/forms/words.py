"""The words that a form offers: one Russian word per value of a vocabulary.

Belongs here: from a value to the word, such that intake reads the value back. Not here: the
vocabularies (seeds), or how intake reads what people write instead (`opora.intake.vocabularies`).
"""

from __future__ import annotations

from opora.contracts import Column
from opora.home import Home
from opora.intake.vocabularies import load_vocabularies, spelling
from opora.rules import load_rule

_YES_NO = "yes_no"


class Words:
    """The words of one installation, whose own rules may add to the vocabularies."""

    def __init__(self, home: Home) -> None:
        """Read the vocabularies in force."""
        read_back = load_vocabularies(home)
        self._words: dict[str, dict[str, str]] = {}
        for row in load_rule("vocabularies", home):
            vocabulary, value = row["vocabulary"], row["value"]
            words = self._words.setdefault(vocabulary, {})
            # A name that no file may write would come back unread.
            for word in (row["name_ru"], row["synonym"]):
                if word and read_back[vocabulary].get(spelling(word)) == value:
                    words.setdefault(value, word)

    def offered(self, column: Column) -> list[str]:
        """What the drop-down of a column offers; nothing where anything may be written."""
        return list(self._of(column).values())

    def word(self, column: Column, value: object) -> str:
        """The word for a value; the value itself where the vocabulary has none."""
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return self._of(column).get(key, key)

    def _of(self, column: Column) -> dict[str, str]:
        name = _YES_NO if column.type == "boolean" else column.vocabulary
        return self._words.get(name or "", {})
