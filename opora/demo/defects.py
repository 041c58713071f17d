"""What is wrong on purpose: at least one delivery for each kind of bad input.

Broken rows are additional ones (or take the place of a good one that nothing depends on), so that
the truth is the same with and without them.

Belongs here: the defects and what must be said of them. Not here: good deliveries (`plan`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from opora.demo import files, numbers
from opora.demo.answers import Defect
from opora.demo.deliveries import EXCEL, FORM, Delivery, RawFile, Text
from opora.demo.habits import path_of
from opora.demo.half_year_files import (
    REJECTED_ROWS,
    UNKNOWN_LOGIN,
    WARNING,
    HalfYearFiles,
)
from opora.demo.paper_defects import (
    decided_before_found,
    doubled_act,
    measure_ends_before_it_begins,
    measure_of_unknown_school,
    unknown_recommendation,
)
from opora.demo.truth import PERSON, Row

#: From this serial on nobody works anywhere.
_NOBODY = 99_000_000
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADLESS_BYTES = 512


def inject(found: HalfYearFiles) -> None:
    """Put in the defects of a half-year; two kinds of them are in every register."""
    for put_in in _OF_HALF_YEAR.get(found.half_year, ()):
        put_in(found)
    wrong_check_digits(found)
    blank_shares(found)


# -- rows -------------------------------------------------------------------------------------


def unknown_school(found: HalfYearFiles) -> None:
    """A participant of a school that nobody has registered."""
    delivery = found.find("assessment_results")
    row = {**delivery.rows[0], "school_login": UNKNOWN_LOGIN, "participant_code": "99990"}
    found.reject("unknown_school", "a school that is not registered", delivery,
                 "assessment_results.school_login.known", [row])  # fmt: skip


def doubled_key(found: HalfYearFiles) -> None:
    """The same participant twice, with different marks: neither is taken."""
    delivery = found.find("assessment_results")
    row = {**delivery.rows[0], "participant_code": "99991", "mark": 3}
    found.reject("doubled_key", "the same participant in two rows", delivery,
                 "assessment_results.unique", [row, {**row, "mark": 4}])  # fmt: skip


def text_for_number(found: HalfYearFiles) -> None:
    """A word in the column of marks."""
    delivery = found.find("assessment_results", "oge")
    row = {**delivery.rows[0], "participant_code": "99992", "mark": Text("отл.")}
    found.reject("text_for_number", "a word where a mark belongs", delivery,
                 "assessment_results.mark.readable", [row])  # fmt: skip


def formula(found: HalfYearFiles) -> None:
    """Cells that begin with `=`: in a column of numbers and in one of text."""
    delivery = found.find("assessment_results", "ege")
    row = {**delivery.rows[0], "participant_code": "99993", "test_score": Text("=СУММ(A1:A9)")}
    found.reject("formula_for_number", "a formula where a score belongs", delivery,
                 "assessment_results.test_score.readable", [row])  # fmt: skip
    decisions = found.find("management_decisions")
    text = Text('=HYPERLINK("https://example.org";"Открыть")')
    own = {"decision_id": f"УР-{found.half_year}-99", "number": f"{found.half_year[2:]}-99/01-08"}
    row = {**decisions.rows[0], **own, "text": text}
    found.reject("formula_for_text", "a formula where a text belongs", decisions,
                 "management_decisions.text.readable", [row])  # fmt: skip


def event_outside(found: HalfYearFiles) -> None:
    """An event whose date is not in the half-year of its folder."""
    delivery = found.find("methodical_support")
    row = {**delivery.rows[0], "event_id": f"М-{found.half_year}-97"}
    row["held_on"] = row["held_on"] - dt.timedelta(days=370)
    found.reject("event_outside", "an event of another half-year", delivery,
                 "methodical_support.half_year", [row])  # fmt: skip


def missing_required(found: HalfYearFiles) -> None:
    """A member of staff without a position."""
    delivery = found.find("staff", "department")
    row = {**delivery.rows[0], **_nobody(1), "position": None}
    found.reject("missing_required", "a blank cell that must be filled in", delivery,
                 "staff.position.required", [row])  # fmt: skip


def no_identifier(found: HalfYearFiles) -> None:
    """A wrong insurance number and no birth date: nobody can tell who that is."""
    delivery = found.find("staff", "department")
    unknown = {**_nobody(2), "birth_date": None}
    row = {
        **delivery.rows[0],
        **unknown,
        "insurance_number": numbers.wrong_insurance_number(_NOBODY + 2),
    }
    found.reject("no_identifier", "no identifier of a person that can be used", delivery,
                 "staff.person.required", [row])  # fmt: skip


def per_cents(found: HalfYearFiles) -> None:
    """Marks in per cents that add up to 90."""
    delivery = found.find("assessment_marks", "statistics")
    # It takes the place of a good row, since a second row of the same key would be two defects.
    row = delivery.rows.pop()
    row = {
        **row,
        "participants": 37,
        "mark_2": 10.0,
        "mark_3": 30.0,
        "mark_4": 30.0,
        "mark_5": 20.0,
    }
    found.reject("per_cents", "per cents that don't add up to 100", delivery,
                 "assessment_marks.marks_add_up", [row])  # fmt: skip
    delivery.total = {"participants": sum(r["participants"] for r in (*delivery.rows, row))}


def wrong_half_year(found: HalfYearFiles) -> None:
    """A result of a procedure that was held in another half-year."""
    delivery = found.find("assessment_results", "ege")
    row = {**delivery.rows[0], "assessment_year": delivery.rows[0]["assessment_year"] - 1}
    found.reject("wrong_half_year", "a result of the year before", delivery,
                 "assessment_results.half_year", [row])  # fmt: skip


def end_before_begin(found: HalfYearFiles) -> None:
    """An agreement that ends before it begins."""
    delivery = found.find("network_partnerships")
    begins = delivery.rows[0]["valid_from"] + dt.timedelta(days=3)
    ends = begins - dt.timedelta(days=30)
    row = {**delivery.rows[0], "valid_from": begins, "valid_to": ends}
    found.reject("end_before_begin", "dates in the wrong order", delivery,
                 "network_partnerships.dates_in_order", [row])  # fmt: skip


# -- warnings ---------------------------------------------------------------------------------


def wrong_check_digits(found: HalfYearFiles) -> None:
    """Insurance numbers with wrong check digits: the name and the birthday are used instead."""
    for delivery in found.deliveries:
        if delivery.dataset != "staff":
            continue
        places = tuple(
            delivery.row_number(place)
            for place, row in enumerate([*delivery.rows, *delivery.broken])
            if row["insurance_number"] == numbers.wrong_insurance_number(row[PERSON])
        )
        if places:
            found.defects.append(
                Defect("wrong_check_digits", "an insurance number with wrong check digits",
                       delivery.path, "staff", _accepted_status(delivery),
                       "staff.insurance_number.readable", places, WARNING)
            )  # fmt: skip


def blank_shares(found: HalfYearFiles) -> None:
    """Social passports that leave some shares blank."""
    for delivery in found.deliveries:
        if delivery.dataset != "social_conditions" or delivery.is_refused:
            continue
        places = tuple(
            delivery.row_number(place)
            for place, row in enumerate(delivery.rows)
            if None in row.values()
        )
        if places:
            found.defects.append(
                Defect("blank_shares", "a social passport without some of its shares",
                       delivery.path, delivery.dataset, _accepted_status(delivery),
                       "social_conditions.all_shares_given", places, WARNING)
            )  # fmt: skip


def declared_total(found: HalfYearFiles) -> None:
    """A total row that says something else than the rows add up to."""
    delivery = found.find("social_conditions")
    assert delivery.total is not None  # noqa: S101 - the plan gives it one
    delivery.total = {"pupils": delivery.total["pupils"] + 120}
    found.defects.append(
        Defect("declared_total", "a declared total that differs from the counted one",
               delivery.path, delivery.dataset, _accepted_status(delivery),
               "social_conditions.declared_total", (delivery.total_row,), WARNING)
    )  # fmt: skip


def _accepted_status(delivery: Delivery) -> str:
    return REJECTED_ROWS if delivery.broken else "accepted"


# -- files ------------------------------------------------------------------------------------


def same_file_twice(found: HalfYearFiles) -> None:
    """A file sent again under another name."""
    delivery = found.find("methodical_support")
    again = path_of(found.half_year, delivery.dataset, delivery.style, "zz_copy")
    found.raw.append(RawFile(again, delivery.dataset, files.content(delivery)))
    found.defects.append(
        Defect("same_file_twice", "the same bytes again", again, delivery.dataset, "duplicate")
    )


def correction(found: HalfYearFiles) -> None:
    """A first file with wrong marks of two schools; what the plan holds is its correction."""
    delivery = found.find("assessment_results", "oge")
    logins = sorted({row["school_login"] for row in delivery.rows})[4:6]
    corrected = [row for row in delivery.rows if row["school_login"] in logins]
    wrong = [
        {**row, "mark": 5, "primary_score": 30} if row["school_login"] in logins else row
        for row in delivery.rows
    ]
    first = Delivery(delivery.path, delivery.dataset, delivery.style, wrong, delivery.broken)
    again = Delivery(
        path_of(found.half_year, delivery.dataset, FORM, "oge_zz_correction"),
        delivery.dataset, FORM, corrected,
    )  # fmt: skip
    first.true_rows = [row for row in delivery.rows if row["school_login"] not in logins]
    found.deliveries[found.deliveries.index(delivery)] = first
    found.deliveries.append(again)
    found.defects.append(
        Defect("correction", "a later file that replaces the rows of two schools",
               again.path, delivery.dataset, "accepted")
    )  # fmt: skip


def folder_disagrees(found: HalfYearFiles) -> None:
    """Social conditions in the folder of staff."""
    source = found.find("network_activities")
    path = path_of(found.half_year, "staff", FORM, "zz_activities")
    lost = Delivery(path, source.dataset, FORM, source.rows[:5])
    found.refuse("folder_disagrees", "content that is not what the folder says",
                 RawFile(path, "staff", files.content(lost)))  # fmt: skip


def empty_file(found: HalfYearFiles) -> None:
    """A file of no bytes."""
    path = path_of(found.half_year, "staff", FORM, "zz_empty")
    found.refuse("empty_file", "a file of no bytes", RawFile(path, "staff", b""))


def truncated_workbook(found: HalfYearFiles) -> None:
    """A workbook of which half arrived."""
    content = _workbook(found)
    path = path_of(found.half_year, "methodical_support", EXCEL, "zz_truncated")
    found.refuse("truncated_workbook", "a workbook cut in half",
                 RawFile(path, "methodical_support", content[: len(content) // 2]))  # fmt: skip


def protected_workbook(found: HalfYearFiles) -> None:
    """A workbook with a password is a container with an encrypted package."""
    content = _OLE_MAGIC + bytes(_HEADLESS_BYTES) + "EncryptedPackage".encode("utf-16-le")
    path = path_of(found.half_year, "targeted_support", EXCEL, "zz_password")
    found.refuse("protected_workbook", "a workbook with a password",
                 RawFile(path, "targeted_support", content))  # fmt: skip


def wrong_extension(found: HalfYearFiles) -> None:
    """A workbook that calls itself .csv."""
    path = path_of(found.half_year, "methodical_support", FORM, "zz_workbook")
    found.refuse("wrong_extension", "a workbook named .csv",
                 RawFile(path, "methodical_support", _workbook(found)))  # fmt: skip


def unknown_encoding(found: HalfYearFiles) -> None:
    """A text table in an encoding of forty years ago."""
    source = found.find("methodical_support")
    path = path_of(found.half_year, "methodical_support", FORM, "zz_encoding")
    text = files.content(Delivery(path, source.dataset, FORM, source.rows[:8])).decode("utf-8-sig")
    content = text.replace("№", "N").encode("cp866", errors="replace")
    found.refuse("unknown_encoding", "a table in code page 866",
                 RawFile(path, "methodical_support", content))  # fmt: skip


def doubled_heading(found: HalfYearFiles) -> None:
    """Two columns with the same heading."""
    source = found.find("social_conditions")
    path = path_of(found.half_year, "social_conditions", FORM, "zz_doubled_heading")
    found.refuse("doubled_heading", "two columns with one heading",
                 Delivery(path, "social_conditions", FORM, source.rows[:5],
                          doubled="pupils"))  # fmt: skip


def missing_heading(found: HalfYearFiles) -> None:
    """A table without one of its required columns."""
    source = found.find("staff", "department")
    path = path_of(found.half_year, "staff", FORM, "zz_missing_heading")
    found.refuse("missing_heading", "a required column is not there",
                 Delivery(path, "staff", FORM, source.rows[:5],
                          left_out=("position",)))  # fmt: skip


def _workbook(found: HalfYearFiles) -> bytes:
    source = found.find("methodical_support")
    return files.content(Delivery("", "methodical_support", EXCEL, source.rows[:10]))


def _nobody(serial: int) -> Row:
    """The identity of somebody who works nowhere."""
    return {
        PERSON: _NOBODY + serial,
        "insurance_number": numbers.insurance_number(_NOBODY + serial),
        "full_name": f"Неизвестная Анна {serial}-я",
        "birth_date": dt.date(1970, 1, serial),
    }


_OF_HALF_YEAR: dict[str, tuple[Callable[[HalfYearFiles], None], ...]] = {
    "2020-H2": (empty_file, unknown_school),
    "2021-H1": (unknown_school, doubled_key, text_for_number, missing_heading),
    "2021-H2": (
        event_outside,
        missing_required,
        declared_total,
        truncated_workbook,
        measure_of_unknown_school,
    ),
    "2022-H1": (per_cents, folder_disagrees, unknown_encoding, measure_ends_before_it_begins),
    "2022-H2": (no_identifier, doubled_heading, same_file_twice, decided_before_found),
    "2023-H1": (correction, wrong_half_year, protected_workbook, doubled_act),
    "2023-H2": (end_before_begin, wrong_extension, unknown_recommendation),
    "2024-H1": (formula, text_for_number),
    "2024-H2": (event_outside, missing_required, same_file_twice),
}
