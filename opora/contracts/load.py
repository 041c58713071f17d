"""Reads `data_contracts/*.yaml` (Open Data Contract Standard) into datasets.

Belongs here: from YAML to `Dataset`, and one clear line for each way a contract can be wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import yaml

from opora.contracts.filling import read_filling
from opora.contracts.lake_tables import DELIVERED_HALF_YEAR, OWN_KEYS
from opora.contracts.model import (
    Column,
    ColumnType,
    Dataset,
    Delivery,
    Reference,
    Rule,
    RuleKind,
    Severity,
)
from opora.contracts.standard_rules import Sentences, StandardRules
from opora.errors import OporaError
from opora.home import REPOSITORY

if TYPE_CHECKING:
    from open_data_contract_standard.model import (
        DataQuality,
        Relationship,
        SchemaObject,
        SchemaProperty,
    )

CONTRACTS = REPOSITORY / "data_contracts"
STANDARD_RULES = "standard_rules.yaml"

_TYPES = tuple(name for name in get_args(ColumnType) if name != "key")
_SEVERITIES = get_args(Severity)
_OPTIONS = {"minimum", "maximum", "pattern"}
_DATASET_PROPERTIES = {"description_ru", "delivery", "event_date", "assessment", "form"}
_COLUMN_PROPERTIES = {
    "description_ru", "heading_required", "vocabulary", "default", "keyed_from", "dropped",
    "never_a_name",
}  # fmt: skip
_REFERENCE_PROPERTIES = {"when", "value"}
_KINDS: dict[str, RuleKind] = {
    "expect_rows_to_satisfy": "row",
    "expect_half_years_to_satisfy": "table",
}


class ContractError(OporaError):
    """A contract that can't be used: names the file, the property and what was expected."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        """`where` is the property, `problem` what was expected and what came."""
        super().__init__(f"data_contracts/{file}: {where}: {problem}")


def load_contracts(folder: Path | None = None) -> dict[str, Dataset]:
    """All datasets by name, each after the datasets that its columns refer to."""
    return dict(_load((folder or CONTRACTS).absolute()))


@cache
def _load(folder: Path) -> dict[str, Dataset]:
    sentences: Sentences = _read_yaml(folder / STANDARD_RULES)
    files = sorted(path for path in folder.glob("*.yaml") if path.name != STANDARD_RULES)
    datasets = {path.stem: _Reader(path, sentences).dataset() for path in files}
    return {name: datasets[name] for name in _in_order(datasets)}


def _in_order(datasets: dict[str, Dataset]) -> Iterator[str]:
    """Names in the order of their references: what most others refer to first, then by alphabet."""
    graph: dict[str, set[str]] = {}
    for name, dataset in datasets.items():
        file = f"{name}.yaml"
        for reference in dataset.references:
            kept = OWN_KEYS.get(reference.target)
            target = datasets.get(reference.target)
            keys = (kept,) if kept else target.key if target else ()
            if reference.target_column not in keys:
                raise ContractError(
                    file,
                    f"{reference.column}.relationships",
                    f"expected a key column of a dataset, got "
                    f"{reference.target}.{reference.target_column}",
                )
        graph[name] = {
            reference.target
            for reference in dataset.references
            if reference.target != name and reference.target not in OWN_KEYS
        }
    referring = Counter(target for targets in graph.values() for target in targets)
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ContractError("*.yaml", "relationships", f"form a circle: {error.args[1]}") from None
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda name: (-referring[name], name))
        yield from ready
        sorter.done(*ready)


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise ContractError(path.name, f"line {line}", f"not YAML: {error.problem}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(path.name, "file", f"can't be read: {error}") from None


class _Reader:
    """Reads one contract."""

    def __init__(self, path: Path, sentences: Sentences) -> None:
        self.path = path
        self.name = path.stem
        self.sentences = sentences

    def fail(self, where: str, problem: str) -> ContractError:
        return ContractError(self.path.name, where, problem)

    def dataset(self) -> Dataset:
        version, schema = self._contract()
        custom = self._custom(schema, _DATASET_PROPERTIES, schema.name or "schema")
        columns = tuple(self._column(each) for each in schema.properties or [])
        names = [column.name for column in columns]
        self._check_names(columns)
        key = self._key(schema)
        delivery = self._delivery(custom.get("delivery"), names)
        event_date = self._event_date(custom.get("event_date"), columns)
        is_assessment = bool(custom.get("assessment", False))
        self._check_person(columns)
        standard = StandardRules(
            self.sentences, self.name, columns, key, delivery, event_date, is_assessment
        )
        rules = (*standard.derive(), *self._explicit_rules(schema, columns))
        self._check_ids(rules)
        try:
            filling = read_filling(custom.get("form"), columns)
        except ValueError as error:
            raise self.fail("form", str(error)) from None
        return Dataset(
            name=self.name,
            title_ru=self._text(schema.businessName, "businessName"),
            description=self._text(schema.description, "description"),
            description_ru=self._text(custom.get("description_ru"), "description_ru"),
            grain=self._text(schema.dataGranularityDescription, "dataGranularityDescription"),
            version=version,
            columns=columns,
            delivery=delivery,
            rules=rules,
            event_date=event_date,
            is_assessment=is_assessment,
            key=key,
            filling=filling,
        )

    def _contract(self) -> tuple[str, SchemaObject]:
        # Imported here: pydantic models cost more than the rest of this package together.
        from open_data_contract_standard.model import OpenDataContractStandard, SchemaProperty
        from pydantic import ValidationError

        content = _read_yaml(self.path)
        if not isinstance(content, dict):
            raise self.fail("file", "expected a mapping with kind: DataContract")
        try:
            contract = OpenDataContractStandard(**content)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            raise self.fail(where, f"{first['msg']}, got {first['input']!r:.80}") from None
        if contract.kind != "DataContract":
            raise self.fail("kind", f"expected DataContract, got {contract.kind}")
        schemas = contract.schema_ or []
        if len(schemas) != 1 or schemas[0].name != self.name:
            got = ", ".join(str(each.name) for each in schemas) or "none"
            raise self.fail("schema", f"expected one object named {self.name}, got {got}")
        # The package's models ignore fields they don't know, and with them a misspelt one.
        known = set(SchemaProperty.model_fields)
        for each in content["schema"][0].get("properties", []):
            for unknown in sorted(set(each) - known):
                raise self.fail(f"{each.get('name')}.{unknown}", "no such field in the standard")
        return self._text(contract.version, "version"), schemas[0]

    def _text(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.fail(where, f"expected a text, got {value!r}")
        return value.strip()

    def _custom(
        self,
        holder: SchemaObject | SchemaProperty | DataQuality | Relationship,
        allowed: set[str],
        where: str,
    ) -> dict[str, Any]:
        custom = {str(each.property): each.value for each in holder.customProperties or []}
        for unknown in sorted(set(custom) - allowed):
            expected = ", ".join(sorted(allowed))
            raise self.fail(f"{where}.customProperties", f"expected {expected}, got {unknown}")
        return custom

    def _column(self, source: SchemaProperty) -> Column:
        name = self._text(source.name, "properties.name")
        custom = self._custom(source, _COLUMN_PROPERTIES, name)
        options = source.logicalTypeOptions or {}
        for unknown in sorted(set(options) - _OPTIONS):
            expected = ", ".join(sorted(_OPTIONS))
            raise self.fail(f"{name}.logicalTypeOptions", f"expected {expected}, got {unknown}")
        keyed_from = tuple(tuple(each) for each in custom.get("keyed_from", []))
        vocabulary, vocabulary_severity = self._vocabulary(custom.get("vocabulary"), name)
        if not source.examples:
            raise self.fail(f"{name}.examples", "expected at least one, sentences show it")
        required = bool(source.required)
        return Column(
            name=name,
            heading=self._text(source.businessName, f"{name}.businessName"),
            type="key" if keyed_from else self._type(source),
            description=self._text(source.description, f"{name}.description"),
            description_ru=self._text(custom.get("description_ru"), f"{name}.description_ru"),
            required=required,
            heading_required=bool(custom.get("heading_required", required)),
            synonyms=tuple(str(each.synonym) for each in source.synonyms or []),
            example=str(source.examples[0]),
            vocabulary=vocabulary,
            vocabulary_severity=vocabulary_severity,
            references=tuple(self._references(source, name)),
            minimum=options.get("minimum"),
            maximum=options.get("maximum"),
            pattern=options.get("pattern"),
            default=custom.get("default"),
            is_personal=source.classification == "personal",
            is_dropped=bool(custom.get("dropped", False)),
            is_never_a_name=bool(custom.get("never_a_name", False)),
            keyed_from=keyed_from,
        )

    def _type(self, source: SchemaProperty) -> ColumnType:
        if source.logicalType not in _TYPES:
            raise self.fail(
                f"{source.name}.logicalType",
                f"expected {', '.join(_TYPES)}, got {source.logicalType}",
            )
        return cast(ColumnType, source.logicalType)

    def _severity(self, value: Any, where: str) -> Severity:
        if value not in _SEVERITIES:
            raise self.fail(where, f"expected {', '.join(_SEVERITIES)}, got {value}")
        return cast(Severity, value)

    def _vocabulary(self, source: Any, column: str) -> tuple[str | None, Severity]:
        if source is None:
            return None, "critical"
        if not isinstance(source, dict) or not source.get("name"):
            raise self.fail(f"{column}.vocabulary", f"expected name and severity, got {source!r}")
        severity = self._severity(source.get("severity"), f"{column}.vocabulary.severity")
        return str(source["name"]), severity

    def _references(self, source: SchemaProperty, column: str) -> Iterator[Reference]:
        where = f"{column}.relationships"
        relationships = source.relationships or []
        for each in relationships:
            if not isinstance(each.to, str) or each.to.count(".") != 1:
                raise self.fail(where, f"expected one dataset.column, got {each.to!r}")
            target, _, target_column = each.to.partition(".")
            custom = self._custom(each, _REFERENCE_PROPERTIES, where)
            # What concerns only some rows needs a name: its rule is one of several of the column.
            is_named = bool(each.id)
            if is_named != ("when" in custom) or (len(relationships) > 1 and not is_named):
                raise self.fail(where, f"expected id and when on each of several, got {each.to}")
            worded = self.sentences["known"]["sentences"]
            if target not in worded and each.id not in worded:
                raise self.fail(
                    where,
                    f"expected a dataset that {STANDARD_RULES} has a sentence for "
                    f"({', '.join(worded)}), got {target}",
                )
            yield Reference(
                column, target, target_column, each.id, custom.get("when"), custom.get("value")
            )

    def _key(self, schema: SchemaObject) -> tuple[str, ...]:
        keyed = {
            each.primaryKeyPosition: str(each.name)
            for each in schema.properties or []
            if each.primaryKey
        }
        if not keyed or sorted(keyed, key=str) != list(range(1, len(keyed) + 1)):
            got = ", ".join(f"{name}: {position}" for position, name in keyed.items()) or "no key"
            raise self.fail(
                "primaryKeyPosition", f"expected 1, 2, … over the key columns, got {got}"
            )
        return tuple(keyed[position] for position in range(1, len(keyed) + 1))

    def _delivery(self, source: Any, columns: list[str]) -> Delivery:
        expected = "expected {rule: append} or {rule: replace, scope: [...]}"
        if not isinstance(source, dict) or source.get("rule") not in ("append", "replace"):
            raise self.fail("delivery", f"{expected}, got {source!r}")
        scope = tuple(source.get("scope", ()))
        if (source["rule"] == "replace") != bool(scope):
            raise self.fail("delivery", f"{expected}, got {source!r}")
        for name in scope:
            if name not in columns and name != DELIVERED_HALF_YEAR:
                raise self.fail("delivery.scope", f"expected a column, got {name}")
        return Delivery(source["rule"], scope)

    def _event_date(self, name: Any, columns: tuple[Column, ...]) -> str | None:
        if name is None:
            return None
        if not any(column.name == name and column.type == "date" for column in columns):
            raise self.fail("event_date", f"expected a column with logicalType date, got {name}")
        return str(name)

    def _check_names(self, columns: tuple[Column, ...]) -> None:
        """No two columns may answer to the same heading of a file."""
        owners: dict[str, str] = {}
        for column in columns:
            for name in {name.casefold().replace("ё", "е") for name in column.names}:
                if name in owners:
                    raise self.fail(
                        column.name, f"expected a heading of its own, got {name} of {owners[name]}"
                    )
                owners[name] = column.name

    def _check_person(self, columns: tuple[Column, ...]) -> None:
        by_name = {column.name: column for column in columns}
        for column in columns:
            if column.is_personal and not column.is_dropped:
                raise self.fail(column.name, "expected dropped: true on a personal column")
            for identity in (name for group in column.keyed_from for name in group):
                if identity not in by_name or not by_name[identity].is_personal:
                    raise self.fail(
                        f"{column.name}.keyed_from", f"expected personal columns, got {identity}"
                    )

    def _explicit_rules(self, schema: SchemaObject, columns: tuple[Column, ...]) -> Iterator[Rule]:
        for quality in schema.quality or []:
            yield self._explicit(quality, None)
        for column, source in zip(columns, schema.properties or [], strict=True):
            for quality in source.quality or []:
                yield self._explicit(quality, column)

    def _explicit(self, quality: DataQuality, column: Column | None) -> Rule:
        where = f"quality.{quality.id}"
        if not quality.id:
            raise self.fail("quality", f"expected an id, got {quality.description!r}")
        implementation = quality.implementation
        if not isinstance(implementation, dict) or "expectation" not in implementation:
            raise self.fail(f"{where}.implementation", "expected expectation and kwargs")
        custom = self._custom(quality, {"message_ru"}, where)
        message = self._text(custom.get("message_ru"), f"{where}.message_ru")
        kwargs = dict(implementation.get("kwargs", {}))
        expectation = str(implementation["expectation"])
        if column:
            kwargs = {"column": column.name, **kwargs}
            message = message.replace("{column}", column.heading)
        place = f"{self.name}.{column.name}" if column else self.name
        return Rule(
            id=f"{place}.{quality.id}",
            dataset=self.name,
            column=column.name if column else None,
            kind=_KINDS.get(expectation, "column"),
            severity=self._severity(quality.severity, f"{where}.severity"),
            description=self._text(quality.description, f"{where}.description"),
            message_ru=message,
            expectation=expectation,
            kwargs=kwargs,
        )

    def _check_ids(self, rules: tuple[Rule, ...]) -> None:
        seen: set[str] = set()
        for rule in rules:
            if rule.id in seen:
                raise self.fail(f"quality.{rule.id}", "expected each rule id once, got it twice")
            seen.add(rule.id)
