"""Protocols of exams name pupils and their passports: nothing of it gets past reading.

Sound, damaged, shifted and unrecognisable protocols are delivered, in folders that claim them and
in others; whatever is answered, nobody is in the lake, the ledger, the findings or an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from deliveries import Lake
from privacy.search import Hit, find
from privacy.sought import Secret

from adapters._protocol_defects import CASES, EXAM
from adapters._valid import SCHOOLS_CSV
from adapters.ris_gia_protocol import (
    DOCUMENTS,
    FIRST_NAMES,
    PATRONYMICS,
    SERIES,
    SMALL,
    SURNAMES,
    csv_of,
    xlsx_of,
)
from opora.answers.write import answer_senders
from opora.contracts import load_contracts
from opora.home import Home
from opora.lake.ledger import LedgerRow
from opora.pipeline.take import take

SECRETS = [
    *(Secret("surname", each) for each in (*SURNAMES, *FIRST_NAMES, *PATRONYMICS)),
    *(Secret("surname", each) for each in DOCUMENTS),
    *(Secret("passport", f"{SERIES} {each}") for each in DOCUMENTS),
]

#: Headings of the contract, so that a protocol with them is taken as a plain table.
PLAIN = (
    "Код ОО;Вид процедуры;Предмет;Класс;Год;Код участника;Дата;Первичный балл;Балл;Оценка;"
    "Отметка по журналу;Фамилия;Имя;Отчество;Серия;Номер\r\n"
    "sch990001;ОГЭ;Математика;9;2024;77;06.06.2024;20;;4;;"
    f"{SURNAMES[0]};{FIRST_NAMES[0]};{PATRONYMICS[0]};{SERIES};{DOCUMENTS[0]}\r\n"
)


def garbled(content: bytes, *headings: str) -> bytes:
    """A protocol whose headings cannot be read."""
    text = content.decode("cp1251")
    for number, heading in enumerate(headings):
        assert heading in text
        text = text.replace(heading, f"column{number}", 1)
    return text.encode("cp1251")


TELLING = ("Код МСУ", "Код ППЭ", "Аудитория", "01 - ")
DELIVERED = {
    "2024-H1/sound.csv": csv_of(SMALL),
    "2024-H1/assessment_results/exam.csv": csv_of(EXAM),
    "2024-H1/sound.xlsx": xlsx_of(Протокол=SMALL),
    "2024-H1/staff/protocol.csv": csv_of(SMALL, newline="\n"),
    "2024-H1/unknown.csv": garbled(csv_of(SMALL), *TELLING),
    "2024-H1/assessment_results/unknown.csv": garbled(csv_of(EXAM), *TELLING),
    "2024-H1/staff/unknown.csv": garbled(csv_of(SMALL), *TELLING, "Класс"),
    "2024-H1/strangers.csv": csv_of(SMALL).replace(b";sch99", b";99"),
    "2024-H1/assessment_results/headless.csv": csv_of(SMALL).split(b"\r\n", 2)[2],
    "2024-H1/assessment_results/broken.csv": csv_of(SMALL).replace(b";9\xc0;", b';"9\xc0;', 1),
    "2024-H1/assessment_results/plain.csv": PLAIN.encode("cp1251"),
    **{
        f"2024-H1/{case.defect}.{case.extension}": case.faulty
        for case in CASES
    },
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """The installation, what was answered, and what was found in it."""

    home: Home
    ledger: list[LedgerRow]
    hits: list[Hit]


@pytest.fixture(scope="module")
def taken(make_lake: Callable[[], Lake]) -> Iterator[Taken]:
    lake = make_lake()
    lake.land("history/schools/schools.csv", SCHOOLS_CSV)
    for path, content in DELIVERED.items():
        lake.land(path, content)
    ledger = take(lake.home).ledger
    answer_senders(lake.home, load_contracts())
    yield Taken(lake.home, ledger, find(lake.home.root, SECRETS))


def test_all_of_them_are_in_what_was_delivered(taken: Taken) -> None:
    """Else the search would find nothing because it can't."""
    found = find(taken.home.landing / "2024-H1" / "assessment_results", SECRETS, skip=())
    assert {hit.kind for hit in found} == {"surname", "passport"}
    text = " ".join(hit.excerpt for hit in found).lower()
    assert all(document in text for document in DOCUMENTS)


def test_nobody_is_in_the_installation(taken: Taken) -> None:
    assert taken.hits == []


def test_every_kind_of_answer_was_given(taken: Taken) -> None:
    answers = {row.path: row.status for row in taken.ledger}
    assert answers["2024-H1/sound.csv"] == "accepted"
    assert answers["2024-H1/assessment_results/exam.csv"] == "accepted"
    assert answers["2024-H1/assessment_results/plain.csv"] == "accepted"
    refused = [path for path, status in answers.items() if status == "refused"]
    assert {Path(path).name for path in refused} >= {
        "protocol.csv", "unknown.csv", "headless.csv", "broken.csv",
    }  # fmt: skip
    assert {"partly_accepted", "rejected"} <= set(answers.values())
    folder = taken.home.reports / "2024-H1" / "deliveries"
    assert len(list(folder.glob("*.xlsx"))) >= len(DELIVERED)


def test_codes_of_participants_say_where_they_sat(taken: Taken) -> None:
    lake = Lake(taken.home)
    codes = lake.accepted("assessment_results", "DISTINCT participant_code")
    assert ("2024-05-28 1018 0009 1",) in codes
    assert all(len(code.split()) in (1, 3, 4) for (code,) in codes)
