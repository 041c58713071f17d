"""What is asked about: a half-year, an indicator, one of the revisions.

Belongs here: finding them or saying clearly what there is instead, and what has to be read before
anything can be explained. Not here: the answer (`explain`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from opora.home import Home
from opora.objects.readers import connect
from opora.provenance.matter import Matter, read_matter
from opora.provenance.period import read_period
from opora.rules import load_rule, rule_fingerprints
from opora.snapshot.revisions import DELIVERIES, Revision, SnapshotError, read_revisions
from opora.snapshot.standing import Standing, choose, standings
from opora.snapshot.traces import datasets_of_indicator
from opora.sql import literal
from opora.warehouse import read_manifest

#: Which rows can matter is read off these.
_RULES = (
    "assessment_windows", "half_years", "indicators", "positions", "procedures", "thresholds",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A revision and an indicator, and what is needed to explain one by the other.

    Attributes:
        home: where the folders lie.
        standing: the revision asked about, as it stands among the others.
        newest: the newest revision; the same where nothing came since.
        indicator: its row in the rules.
        datasets: those it is made of, by the lineage of its model.
        matter: which of their rows can matter.
        changed_rules: rules that say which rows can matter and were others for this revision.
    """

    home: Home
    standing: Standing
    newest: Standing
    indicator: Mapping[str, Any]
    datasets: frozenset[str]
    matter: Matter
    changed_rules: tuple[str, ...]

    @property
    def revision(self) -> Revision:
        """The revision asked about."""
        return self.standing.revision

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection to nothing that anybody writes to.

        The published release is attached as `release`; `wanted_deliveries` lists the deliveries
        that the revision was made from.
        """
        connection = connect(self.home)
        release = literal(self.home.published_file.resolve())
        connection.execute(f"attach {release} as release (read_only)")
        deliveries = literal(self.revision.table(DELIVERIES))
        columns = "delivery_id, dataset, path, sha256"
        made = f"select {columns} from read_parquet({deliveries})"  # noqa: S608 - a literal
        connection.execute(f"create temp table wanted_deliveries as {made}")
        return connection


def ask(
    home: Home,
    half_year: str,
    indicator: str,
    number: int | None = None,
    as_of: dt.date | None = None,
) -> Question:
    """Find what is asked about; of several revisions the one that `standing.choose` takes.

    SnapshotError where there is no such half-year, indicator, revision, or nothing to read.
    """
    period = read_period(home, half_year)
    indicators = {row["indicator"]: row for row in load_rule("indicators", home)}
    if indicator not in indicators:
        raise SnapshotError(f"the indicators are {', '.join(sorted(indicators))}, not {indicator}")
    if number is not None and as_of is not None:
        raise SnapshotError("a revision is chosen by its number or by a day, not by both")
    revisions = read_revisions(home, half_year)
    chosen = choose(revisions, half_year, number, as_of)
    known = standings(revisions)
    if not home.published_file.exists():
        raise SnapshotError(f"{home.published_file} is not there; 'opora run' publishes it")
    datasets = _datasets(home, indicator)
    rule = indicators[indicator]
    now, then = rule_fingerprints(home), chosen.manifest["inputs"]["rules"]
    return Question(
        home,
        next(each for each in known if each.revision is chosen),
        known[-1],
        rule,
        datasets,
        read_matter(home, period, rule["counts_lps"], rule["counts_dcs"]),
        tuple(name for name in _RULES if now.get(name) != then.get(name)),
    )


def _datasets(home: Home, indicator: str) -> frozenset[str]:
    manifest = read_manifest(home)
    datasets = datasets_of_indicator(manifest, indicator) if manifest.get("nodes") else frozenset()
    if not datasets:
        raise SnapshotError(
            f"dbt's manifest does not say what {indicator} is made of; 'opora run' writes it anew"
        )
    return datasets
