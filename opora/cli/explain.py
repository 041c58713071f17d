"""`opora explain`: from a number of a half-year back to the rows and files that it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from opora.cli.half_year import check_half_year
from opora.contracts import load_contracts
from opora.home import Home
from opora.provenance.explain import (
    School,
    SchoolExplanation,
    TerritoryExplanation,
    Value,
    explain_school,
    explain_territory,
)
from opora.provenance.question import Question, ask
from opora.provenance.results import Numbers, Result
from opora.provenance.rows import FileCount, FileRows, LeftOut
from opora.snapshot.standing import Standing

#: So much of a checksum tells files apart for a person.
_SHORT = 12


def explain(
    half_year: Annotated[str, typer.Argument(help="The half-year, such as 2024-H1.")],
    indicator: Annotated[str, typer.Argument(help="The indicator, such as 2.1.2.")],
    school: Annotated[
        str | None, typer.Option(help="Login of one school; without it, all of a territory.")
    ] = None,
    territory: Annotated[
        str | None,
        typer.Option(
            help="Code of the territory whose value is meant; by default the school's own, or the "
            "one with most schools."
        ),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option(
            help="A revision by its number; by default the one in force, else the newest."
        ),
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The revision that was in force on that day."),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Lines per list; the rest is counted.")] = 40,
) -> None:
    """Show what a value of the half-yearly snapshot was made from: schools, results, rows, files.

    Everything is as the revision knew it: a file delivered later is not behind it. Reads only what
    is written once and the published release; a run at work is not disturbed.
    """
    check_half_year(half_year)
    question = ask(
        Home.from_environment(), half_year, indicator, revision, as_of.date() if as_of else None
    )
    console = Console()
    if school is not None:
        of_school = explain_school(question, school, territory)
        _print_heading(console, question, of_school.value)
        _print_school(console, question, of_school, rows)
    else:
        of_territory = explain_territory(question, territory)
        _print_heading(console, question, of_territory.value)
        _print_territory(console, of_territory, rows)


# -- the revision and its value ---------------------------------------------------------------


def _print_heading(console: Console, question: Question, value: Value) -> None:
    revision, newest = question.revision, question.newest.revision
    _say(console, f"{revision.name}: {_state(question.standing)}", style="bold")
    _say(console, f"content hash {revision.content_hash}")
    if newest is not revision:
        _say(
            console,
            f"Revision {newest.number} came since ({_state(question.newest)}): "
            f"--revision {newest.number}; what changed: opora diff {revision.half_year}",
        )
    if question.changed_rules:
        _say(
            console,
            f"Rules changed since it was made: {', '.join(question.changed_rules)}. Which rows are "
            "shown follows today's.",
        )
    _head(console, f"{question.indicator['indicator']} {question.indicator['name_ru']}")
    _say(console, f"{value.name_ru} ({value.territory}): {_figures(value)}")


def _state(standing: Standing) -> str:
    approval = standing.revision.approval
    if approval is not None:
        state = "in force" if standing.state == "in_force" else "replaced"
        until = f" to {standing.until:%Y-%m-%d}" if standing.until else ""
        reason = f", reason: {approval['reason']}" if approval["reason"] else ""
        return (
            f"{state}, approved by {approval['approved_by']}, "
            f"{approval['approved_at'][:10]}{until}{reason}"
        )
    return {
        "proposed": "«проект», nobody has approved it",
        "confirmed": "the same as what is in force, nothing to approve",
    }.get(standing.state, "never approved, a newer one came")


def _figures(value: Value) -> str:
    counted = f"{value.numerator} of {value.denominator}"
    share = f"{value.value:.1f}%" if value.value is not None else value.state
    plan = f", plan {value.plan:g}%: {_word(value.is_met)}" if value.plan is not None else ""
    provisional = "; provisional, results are awaited" if "p" in value.flags else ""
    return f"{counted} = {share}{plan}{provisional}"


# -- one school -------------------------------------------------------------------------------


def _print_school(
    console: Console, question: Question, found: SchoolExplanation, most: int
) -> None:
    school = found.school
    _head(console, f"{school.login} {school.name_ru}")
    _say(
        console,
        f"denominator: {_yes(school.in_denominator, school.denominator)}, "
        f"numerator: {_yes(school.in_numerator, school.numerator)}",
    )
    _say(console, school.reason)
    if len(found.logins) > 1:
        _say(console, f"Counted with the schools that went into it: {', '.join(found.logins[1:])}")
    places = {file.path: place for place, file in reversed(list(enumerate(found.files, 1)))}
    if found.results is not None:
        _print_results(console, found.results, places, school.login, most)
    _print_files(console, found.files, most)
    _print_left_out(console, question, found.left_out)


def _yes(is_in: bool, count: int) -> str:
    return f"yes ({count})" if is_in else "no"


def _print_results(
    console: Console, results: Sequence[Result], places: dict[str, int], login: str, most: int
) -> None:
    _head(console, f"Results: {len(results)}")
    if not results:
        _say(console, "none that this indicator could be judged on")
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("procedure", overflow="fold")
    table.add_column("year", overflow="fold")
    for heading in ("partici-\npants", "below\nthreshold", "share", "file"):
        table.add_column(heading, justify="right", overflow="fold")
    for each in results[:most]:
        of = f" ({each.login})" if each.login != login else ""
        file = f"[{places[each.path]}]" if each.path in places else ""
        table.add_row(
            escape(each.procedure_ru + of),
            f"{each.assessment_year} {each.session}{' *' if each.is_changed else ''}",
            *_numbers(each),
            escape(file),
        )
    console.print(table)
    _print_more(console, len(results), most)
    for each in results:
        if each.is_changed:
            of = f"{each.procedure_ru}, {each.assessment_year} {each.session}, {each.login}"
            _say(console, f"* {of}: {_since(each)}", style="yellow", indent=2)
    if any(each.then and not each.is_kept for each in results):
        _say(console, "Years before the first snapshot are shown as they are known today.")


def _numbers(result: Result) -> tuple[str, str, str]:
    then = result.then
    if then is None:
        return ("not yet", "", "")
    if then.state not in (None, "measured"):
        return (str(then.state), "", "")
    share = "" if then.fail_share is None else f"{then.fail_share:.1f}%"
    return (_count(then.participants), _count(then.below_threshold), share)


def _count(value: int | None) -> str:
    return "?" if value is None else str(value)


def _since(result: Result) -> str:
    if result.now is None:
        return "withdrawn since"
    how = "delivered" if result.then is None else "corrected"
    return f"{how} since, today {_in_words(result.now)}: {result.now_path}"


def _in_words(numbers: Numbers) -> str:
    if numbers.state != "measured":
        return str(numbers.state)
    return f"{_count(numbers.below_threshold)} of {_count(numbers.participants)}"


def _print_files(console: Console, files: Sequence[FileRows], most: int) -> None:
    rows = sum(file.rows for file in files)
    _head(console, f"Rows: {rows} in {len({file.path for file in files})} files")
    contracts = load_contracts()
    dataset = ""
    for place, file in enumerate(files[:most], 1):
        if file.dataset != dataset:
            dataset = file.dataset
            _say(console, f"{dataset}: {contracts[dataset].title_ru}")
        sheet = f" «{file.sheet}»" if file.sheet else ""
        _say(console, f"[{place}] {file.path}{sheet}", indent=2)
        _say(console, f"rows {file.row_numbers}; sha256 {file.sha256[:_SHORT]}", indent=6)
    _print_more(console, len(files), most)


def _print_left_out(console: Console, question: Question, found: LeftOut) -> None:
    period = question.matter.period
    _say(
        console,
        f"Left out: {found.superseded} rows that later deliveries replaced, {found.other} of "
        f"another time or kind than {period.half_year} counts.",
    )


# -- a territory ------------------------------------------------------------------------------


def _print_territory(console: Console, found: TerritoryExplanation, most: int) -> None:
    _print_schools(console, "In the denominator only", found.missing, most)
    _head(console, f"Left out of both: {sum(count for _, count in found.left_out)}")
    for reason, count in found.left_out[:most]:
        _say(console, f"{count:>5}  {reason}")
    _print_more(console, len(found.left_out), most)
    _print_schools(console, "In the numerator", found.counted, most)
    _print_counts(console, found.files)


def _print_schools(console: Console, title: str, schools: Sequence[School], most: int) -> None:
    _head(console, f"{title}: {len(schools)}")
    if not schools:
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("school", overflow="fold")
    table.add_column("of", justify="right", overflow="fold")
    table.add_column("reason", overflow="fold")
    for each in schools[:most]:
        table.add_row(
            escape(f"{each.login}\n{each.name_ru}"),
            f"{each.numerator}/{each.denominator}",
            escape(each.reason),
        )
    console.print(table)
    _print_more(console, len(schools), most)


def _print_counts(console: Console, files: Iterable[FileCount]) -> None:
    _head(console, "Files behind the schools of the denominator")
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("dataset", overflow="fold")
    for heading in ("files", "rows"):
        table.add_column(heading, justify="right", overflow="fold")
    for each in files:
        table.add_row(each.dataset, str(each.files), str(each.rows))
    console.print(table)
    _say(console, "Which rows of which file: --school LOGIN")


# -- lines ------------------------------------------------------------------------------------


def _head(console: Console, text: str) -> None:
    console.print()
    _say(console, text, style="bold")


def _say(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    console.print(
        Padding(escape(text), (0, 0, 0, indent), expand=False) if indent else escape(text),
        highlight=False,
        style=style,
    )


def _print_more(console: Console, count: int, most: int) -> None:
    if count > most:
        _say(console, f"… and {count - most} more: --rows {count}", indent=2)


def _word(value: str | None) -> str:
    return (value or "not judged").replace("_", " ")
