"""The words that files use, as intake needs them: normal spelling -> value.

Belongs here: reading the vocabularies, territories and school codes that turn a cell's text into a
value. Not here: the vocabularies themselves (seeds) or parsing (`typed`).
"""

from __future__ import annotations

from collections.abc import Mapping

from opora.home import Home
from opora.rules import load_rule

Vocabulary = Mapping[str, str]


def load_vocabularies(home: Home) -> dict[str, Vocabulary]:
    """All vocabularies by name, each from spelling to value."""
    vocabularies: dict[str, dict[str, str]] = {}
    for row in load_rule("vocabularies", home):
        vocabularies.setdefault(row["vocabulary"], {})[spelling(row["synonym"])] = row["value"]
    # These are codes with rule files of their own; files may also write their names.
    for vocabulary, rule in (("territory", "territories"), ("risk_factor", "risk_factors")):
        words = vocabularies.setdefault(vocabulary, {})
        for row in load_rule(rule, home):
            words[spelling(row["name_ru"])] = row[vocabulary]
            words[spelling(row[vocabulary])] = row[vocabulary]
    return dict(vocabularies)


def spelling(text: str) -> str:
    """A word without what does not matter: case, ё, the kind and number of spaces."""
    return " ".join(text.replace("\u00a0", " ").lower().replace("ё", "е").split())
