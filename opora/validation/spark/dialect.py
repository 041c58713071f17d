"""Conditions of rules in Spark's words.

A condition is written once, in SQL that DuckDB runs. Belongs here: what Spark says otherwise, and
the subqueries, which it runs as joins: they are taken out of the condition (`Lookup`). Not here:
what is run (`opora.validation.spark.validator`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

#: From here on every double is a whole number; Spark's floor ends at the largest BIGINT.
_ALL_WHOLE = "9007199254740992"


@dataclass(frozen=True)
class Lookup:
    """A subquery of a condition: whether values of a row are among its rows.

    `values` and `query` are SQL for Spark, as many values as the query has columns.
    """

    values: tuple[str, ...]
    query: str
    #: The tables that it reads.
    tables: frozenset[str]

    @property
    def column(self) -> str:
        """Where the answer stands beside the row; never NULL."""
        text = "\n".join((*self.values, self.query))
        return f"found_{hashlib.sha256(text.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class SparkCondition:
    """A condition for Spark; in place of its subqueries stand the columns of `lookups`."""

    sql: str
    lookups: tuple[Lookup, ...]


@cache
def spark_condition(condition: str) -> SparkCondition:
    """Translate a condition of DuckDB.

    A value that is NULL is never found. Conditions must not depend on more: with NOT IN, unknown
    and not found both pass; with IN they say what becomes of NULL. Raises sqlglot's errors where
    the text can't be parsed or Spark has no word for it.
    """
    tree = _rewritten(sqlglot.parse_one(condition, read="duckdb"), _spoken)
    lookups: dict[str, Lookup] = {}

    def taken_out(node: exp.Expr) -> exp.Expr:
        lookup = _lookup(node)
        if lookup is None:
            return node
        lookups[lookup.column] = lookup
        return exp.column(lookup.column)

    return SparkCondition(_sql(_rewritten(tree, taken_out)), tuple(lookups.values()))


def java_pattern(pattern: str) -> str:
    r"""A pattern that has to match as a whole, for Spark.

    RE2 (DuckDB) and Java agree on classes, groups and quantifiers. `(?d)`: only \n ends a line.
    """
    return rf"(?d)\A(?:{pattern})\z"


def _sql(tree: exp.Expr) -> str:
    return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _rewritten(tree: exp.Expr, rewrite: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """The tree with every node rewritten, from the inside out."""
    for node in reversed(list(tree.walk(bfs=False))):
        new = rewrite(node)
        if new is not node:
            tree = new if node is tree else tree
            node.replace(new)
    return tree


def _lookup(node: exp.Expr) -> Lookup | None:
    """The subquery of `IN (SELECT ...)`; one within another query stays there."""
    if not isinstance(node, exp.In) or node.args.get("query") is None:
        return None
    if node.find_ancestor(exp.Select) is not None:
        return None
    values = node.this.expressions if isinstance(node.this, exp.Tuple) else [node.this]
    query = node.args["query"].unnest()
    tables = frozenset(table.name for table in query.find_all(exp.Table))
    return Lookup(tuple(_sql(value.unnest()) for value in values), _sql(query), tables)


def _spoken(node: exp.Expr) -> exp.Expr:
    """A function in Spark's words, where it means something else there."""
    for kind, spoken in _SPOKEN.items():
        if isinstance(node, kind):
            return spoken(node)
    return node


def _concat(node: exp.Expr) -> exp.Expr:
    """NULL is no text in DuckDB, and makes the whole NULL in Spark, which wants text throughout."""
    texts = [
        exp.Coalesce(this=exp.cast(text.copy(), "text"), expressions=[exp.Literal.string("")])
        for text in node.expressions
    ]
    return exp.Concat(expressions=texts, safe=True, coalesce=False)


def _round(node: exp.Expr) -> exp.Expr:
    """Spark rounds decimal digits, DuckDB what is left after multiplying."""
    decimals = node.args.get("decimals")
    if decimals is None:
        return node
    scale = _number(f"1E{decimals.name}")
    scaled = exp.Mul(this=exp.paren(node.this.copy()), expression=scale)
    return exp.paren(exp.Div(this=exp.Round(this=scaled), expression=scale.copy(), safe=True))


def _floor(node: exp.Expr) -> exp.Expr:
    """A BIGINT in Spark, which is too small for some doubles."""
    number = node.this
    has_digits = exp.LT(this=exp.Abs(this=number.copy()), expression=_number(_ALL_WHOLE))
    return exp.Case().when(has_digits, node.copy()).else_(number.copy())


def _number(text: str) -> exp.Expr:
    return exp.Literal.number(text)


def _text(node: exp.Expr) -> exp.Expr:
    """What a backslash and a quote mean within quotes is a matter of Spark's configuration."""
    if not node.is_string or not {"\\", "'"} & set(node.name):
        return node
    return exp.cast(exp.HexString(this=node.name.encode().hex()), "text")


def _function(node: exp.Expr) -> exp.Expr:
    """What has another name; `hash` has one of its own in Spark, of half as many bits."""
    name = {"map_contains": "map_contains_key", "hash": "xxhash64"}.get(node.name.lower())
    if name is None:
        return node
    return exp.Anonymous(this=name, expressions=node.copy().expressions)


_SPOKEN: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Concat: _concat,
    exp.Round: _round,
    exp.Floor: _floor,
    exp.Anonymous: _function,
    exp.Literal: _text,
}
