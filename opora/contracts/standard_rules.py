"""The rules that a column's attributes imply, so that nobody writes them twice.

Belongs here: which attribute implies which rule. Their sentences are data
(`data_contracts/standard_rules.yaml`); rules that attributes can't express stand in the
contracts under `quality`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from opora.contracts.model import Column, Delivery, Reference, Rule, RuleKind, Severity

#: What `standard_rules.yaml` holds: by kind of rule, its severity, expectation and sentences.
Sentences = Mapping[str, Any]

#: Asks of some rows what `expect_column_values_to_be_known` asks of all.
_KNOWN_WHERE = "expect_references_to_be_known"


@dataclass(frozen=True)
class StandardRules:
    """Derives the standard rules of one dataset."""

    sentences: Sentences
    dataset: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    delivery: Delivery
    event_date: str | None
    is_assessment: bool

    def derive(self) -> Iterator[Rule]:
        """All standard rules, column by column and then those of the whole row."""
        for column in self.columns:
            yield from self._of_column(column)
        yield from self._of_dataset()

    def _of_column(self, column: Column) -> Iterator[Rule]:
        if column.vocabulary:
            severity: Severity | None = column.vocabulary_severity
            yield self._rule("readable", "vocabulary", column, severity=severity)
        elif self._is_identifier(column):
            # A wrong one is no reason to reject: the next identifier is used.
            yield self._rule("readable", "identifier", column, severity="warning")
        elif column.type != "key" and not (column.is_dropped and column.type == "string"):
            # An identity column only helps to find the person: `required` on the key decides.
            severity = "warning" if column.is_dropped else None
            # What the cell said is not repeated where it is dropped.
            is_unshown = column.is_dropped and column.type == "date"
            sentence = "unshown_date" if is_unshown else column.type
            yield self._rule("readable", sentence, column, severity=severity)
        if column.required:
            yield self._rule("required", "key" if column.type == "key" else "any", column)
        if column.minimum is not None or column.maximum is not None:
            yield self._range(column)
        if column.pattern:
            yield self._rule("pattern", "any", column, {"pattern": column.pattern})
        for reference in column.references:
            yield self._known(column, reference)

    def _is_identifier(self, column: Column) -> bool:
        """Whether this column alone identifies a person, as an insurance number does."""
        return any((column.name,) in each.keyed_from for each in self.columns)

    def _range(self, column: Column) -> Rule:
        bounds = {"min_value": column.minimum, "max_value": column.maximum}
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        sentence = "both" if len(given) == 2 else "minimum" if "min_value" in given else "maximum"
        return self._rule("range", sentence, column, given)

    def _known(self, column: Column, reference: Reference) -> Rule:
        """A reference of some rows has a sentence of its own, or that of what it refers to."""
        worded = self.sentences["known"]["sentences"]
        own = reference.name
        sentence = own if own and own in worded else reference.target
        target = {
            "reference_table": reference.target,
            "reference_column": reference.target_column,
        }
        rule = self._rule("known", sentence, column, target)
        if reference.when is None:
            return rule
        return replace(
            rule,
            id=reference.rule_id(self.dataset),
            description=f"{rule.description} Asked where {reference.when}.",
            expectation=_KNOWN_WHERE,
            kwargs={
                **target,
                "applies": reference.when,
                "value": reference.value or column.name,
            },
        )

    def _of_dataset(self) -> Iterator[Rule]:
        given = {"columns": list(self.key), "batch_table": f"incoming_{self.dataset}"}
        if self.delivery.rule == "replace":
            yield self._rule("unique", "any", None, given)
        else:
            # As between deliveries, the later row stands; within one that is hardly meant.
            yield self._rule("unique", "last_counts", None, given, severity="warning")
        if self.event_date:
            dated = next(column for column in self.columns if column.name == self.event_date)
            yield self._rule("half_year", "event", dated, {"dated": dated.name})
        elif self.is_assessment:
            yield self._rule("half_year", "assessment", None)

    def _rule(
        self,
        kind: RuleKind,
        sentence: str,
        column: Column | None,
        kwargs: Mapping[str, Any] | None = None,
        severity: Severity | None = None,
    ) -> Rule:
        standard = self.sentences[kind]
        worded = standard["sentences"]
        words = worded.get(f"{self.dataset}.{column.name}" if column else "", worded[sentence])
        place = f"{self.dataset}.{column.name}" if column else self.dataset
        if kind == "half_year":
            place = self.dataset
        # What a cell said is in `unreadable`, also of columns that are dropped on arrival.
        given = {"readable": "cell", "half_year": None}.get(kind, "column")
        own = {given: column.name} if column and given else {}
        return Rule(
            id=f"{place}.{kind}",
            dataset=self.dataset,
            column=column.name if column else None,
            kind=kind,
            severity=severity or standard["severity"],
            description=_fill(words["description"], self._facts(column)),
            message_ru=_fill(words["message_ru"], self._facts_ru(column)),
            expectation=standard["expectation"],
            kwargs={**own, **(kwargs or {})},
        )

    def _facts(self, column: Column | None) -> dict[str, str]:
        facts = {"columns": ", ".join(self.key)}
        if column:
            facts["column"] = column.name
            facts["example"] = column.example
            facts["minimum"] = _plain(column.minimum)
            facts["maximum"] = _plain(column.maximum)
        return facts

    def _facts_ru(self, column: Column | None) -> dict[str, str]:
        headings = {each.name: each.heading for each in self.columns}
        facts = self._facts(column)
        facts["columns"] = _in_columns([headings[name] for name in self.key])
        if column:
            facts["column"] = column.heading
            facts["example"] = _shown_example(column)
        return facts


def _in_columns(headings: Sequence[str]) -> str:
    """Columns after the word «в»."""
    *others, last = (f"«{heading}»" for heading in headings)
    return f"графах {', '.join(others)} и {last}" if others else f"графе {last}"


def _shown_example(column: Column) -> str:
    """An example as a form shows it: what is no number and no date stands in quotes."""
    if column.type not in ("string", "boolean"):
        return column.example
    is_word = column.vocabulary is not None and not column.example.isascii()
    word = column.example[:1].upper() + column.example[1:] if is_word else column.example
    return f"«{word}»"


def _fill(sentence: str, facts: Mapping[str, str]) -> str:
    """Fill in what the contract knows; `{value}` stays, each finding has its own."""
    for name, text in facts.items():
        sentence = sentence.replace(f"{{{name}}}", text)
    return sentence


def _plain(number: float | None) -> str:
    """A bound as a person writes it: 100, not 100.0."""
    return "" if number is None else f"{number:g}"
