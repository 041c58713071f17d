"""A department's own rules, checked like a delivery.

Belongs here: reading overrides and everything that can be wrong with them. Not here: the merge
with the seeds (`effective`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from opora.errors import OporaError
from opora.home import Home
from opora.rules.cells import Value, parse_cell
from opora.rules.declared import RuleFile, declared_rules

#: The folder inside `rules/` that intake owns.
MAPPINGS = "mappings"
#: What else lies there; `alerts.csv` says who is told of what (`opora.alerts`).
_NO_RULES = (MAPPINGS, "alerts.csv")

Row = Mapping[str, Value]


class RuleError(OporaError):
    """Rule files that can't be used: one line per defect."""


def read_overrides(home: Home) -> dict[str, tuple[Row, ...]]:
    """The rows of all overrides by rule; raises RuleError with all defects of all files."""
    defects: list[str] = []
    overrides: dict[str, tuple[Row, ...]] = {}
    for path in _files(home.rules):
        rule = declared_rules().get(path.stem) if path.suffix == ".csv" else None
        if rule is None:
            known = ", ".join(f"{name}.csv" for name in declared_rules())
            defects.append(f"{path}: not a rule file; expected one of {known}")
            continue
        rows, found = _read(path, rule)
        overrides[rule.name] = rows
        defects += found
    if defects:
        raise RuleError("\n".join(defects))
    return overrides


def _files(folder: Path) -> Iterator[Path]:
    """What a person put there; hidden files and those an open Excel leaves are not meant."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name not in _NO_RULES and not path.name.startswith((".", "~$")):
            yield path


def _read(path: Path, rule: RuleFile) -> tuple[tuple[Row, ...], list[str]]:
    """The rows of one override and its defects."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return (), [f"{path}: not UTF-8; save it as «CSV UTF-8»"]
    except OSError as error:
        return (), [f"{path}: can't be read: {error.strerror}"]
    # Excel in Russian separates by semicolons; no column has one in its name
    first_line = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in first_line else ",")
    try:
        table = list(lines)
    except csv.Error as error:
        return (), [f"{path}, row {lines.line_num}: not readable as CSV: {error}"]
    header = [cell.strip() for cell in table[0]] if table else []
    if defects := list(_header_defects(path, rule, header)):
        return (), defects
    return _read_rows(path, rule, header, table[1:])


def _header_defects(path: Path, rule: RuleFile, header: list[str]) -> Iterator[str]:
    expected = ", ".join(rule.columns)
    if not any(header):
        yield f"{path}: empty; expected a first row with the columns {expected}"
        return
    for column in dict.fromkeys(header):
        if column not in rule.types:
            yield (
                f"{path}, row 1, column «{column}»: not a column of {rule.name}; "
                f"expected {expected}"
            )
        elif header.count(column) > 1:
            yield f"{path}, row 1, column {column}: is there twice; expected once"
    for column in rule.columns:
        if column not in header and column not in rule.defaults:
            yield f"{path}, row 1: column {column} is missing; expected {expected}"


def _read_rows(
    path: Path, rule: RuleFile, header: list[str], lines: list[list[str]]
) -> tuple[tuple[Row, ...], list[str]]:
    rows: list[Row] = []
    defects: list[str] = []
    blanks = _columns_with_meaningful_blank(rule)
    left_out = _left_out(rule)
    seen: dict[tuple[Value, ...], int] = {}
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{path}, row {number}"
        if len(cells) != len(header):
            defects.append(f"{place}: {len(cells)} cells; expected {len(header)}, as in row 1")
            continue
        row: dict[str, Value] = {}
        texts = dict(zip(header, cells, strict=True))
        shipped = left_out.get(_key_as_text(rule, texts), rule.defaults)
        texts |= {c: text for c, text in shipped.items() if not texts.get(c, "").strip()}
        wrong = 0
        for column, kind in rule.types.items():
            try:
                row[column] = parse_cell(texts[column], kind)
            except ValueError as error:
                wrong += 1
                defects.append(f"{place}, column {column}: «{texts[column]}»; expected {error}")
                continue
            if row[column] is None and column in rule.key and column not in blanks:
                wrong += 1
                defects.append(f"{place}, column {column}: blank; expected a value of the key")
        if wrong:
            continue
        key = tuple(row[column] for column in rule.key)
        if key in seen:
            defects.append(
                f"{place}, column {', '.join(rule.key)}: the same key as row {seen[key]}; "
                "expected every key once"
            )
        seen.setdefault(key, number)
        rows.append(row)
    return tuple(rows), defects


def _left_out(rule: RuleFile) -> dict[tuple[str, ...], dict[str, str]]:
    """Key of a seed's row -> what stands there in the columns that an override may leave out.

    A file written before there was such a column changes nothing by being silent about it.
    """
    if not rule.defaults:
        return {}
    with rule.path.open(encoding="utf-8-sig", newline="") as file:
        return {
            _key_as_text(rule, row): {column: row[column] for column in rule.defaults}
            for row in csv.DictReader(file)
        }


def _key_as_text(rule: RuleFile, row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[column].strip() for column in rule.key)


def _columns_with_meaningful_blank(rule: RuleFile) -> frozenset[str]:
    """Key columns where the seed itself uses the blank, such as territory: blank = all of them."""
    with rule.path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return frozenset(column for column in rule.key if any(not row[column] for row in rows))
