"""rules/alerts.csv: who wants to hear of what, and one line for each defect."""

from __future__ import annotations

import pytest

from opora.alerts import KINDS, AlertError
from opora.alerts.recipients import Wish, read_recipients, shown_address
from opora.home import Home
from opora.rules import write_overrides

HEADER = "address,kind,level,remind_after_days\n"


def read(home: Home, text: str) -> dict[str, dict[str, Wish]]:
    (home.rules / "alerts.csv").write_text(text, encoding="utf-8")
    return {each.address: dict(each.wishes) for each in read_recipients(home)}


def test_without_a_file_nobody_is_told(home: Home) -> None:
    assert read_recipients(home) == ()


def test_a_blank_kind_is_all_kinds_that_have_no_row_of_their_own(home: Home) -> None:
    found = read(
        home,
        HEADER
        + "a@example.org,,,\n"
        + "a@example.org,check,none,\n"
        + "a@example.org,backup,warning,1\n"
        + "https://hooks.example.org/x,run,error,0\n",
    )
    assert set(found["a@example.org"]) == set(KINDS) - {"check"}
    assert found["a@example.org"]["run"] == Wish("error", 7)
    assert found["a@example.org"]["backup"] == Wish("warning", 1)
    assert found["https://hooks.example.org/x"] == {"run": Wish("error", 0)}


def test_excel_in_russian_separates_by_semicolons(home: Home) -> None:
    assert read(home, "\ufeffaddress;kind\nb@example.org;run\n\n;\n") == {
        "b@example.org": {"run": Wish("error", 7)}
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "row 1: the columns are missing"),
        ("mail,kind\n", "row 1: the columns are mail, kind; expected address"),
        ("address\nboss\n", "row 2, column address: 'boss'; expected an e-mail"),
        ("address\nhttp://example.org/x\n", "http only to this machine"),
        ("address\nhttps://user:pw@example.org/x\n", "column address: 'https://example.org/…'"),
        (
            "address\nhttps://hooks..example.org/x\n",
            "column address: 'https://hooks..example.org/…'",
        ),
        (f"address\nhttps://{'a' * 64}.example.org/x\n", "row 2, column address"),
        ("address\na@example.org b@example.org\n", "row 2, column address"),
        ("address\nнач@example.org\n", "row 2, column address"),
        ("address,kind\na@example.org,disc\n", "column kind: 'disc'; expected one of run, check"),
        ("address,level\na@example.org,info\n", "column level: 'info'; expected error"),
        (
            "address,remind_after_days\na@example.org,-1\n",
            "column remind_after_days: '-1'; expected a number",
        ),
        ("address,kind\na@example.org\n", "row 2: 1 cells; expected 2"),
        (
            "address,kind\na@example.org,run\na@example.org,run\n",
            "row 3: the same address and kind twice",
        ),
    ],
)
def test_a_defect_is_one_line(home: Home, text: str, said: str) -> None:
    with pytest.raises(AlertError) as error:
        read(home, text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert "pw@" not in str(error.value)


def test_all_defects_are_told_at_once(home: Home) -> None:
    with pytest.raises(AlertError) as error:
        read(home, "address,kind\nboss,run\na@example.org,disc\n")
    assert len(str(error.value).splitlines()) == 2


def test_it_is_no_rule_of_the_warehouse(home: Home) -> None:
    before = write_overrides(home)
    read(home, HEADER + "a@example.org,,,\n")
    assert write_overrides(home) == before


def test_the_path_of_a_webhook_is_not_shown() -> None:
    assert shown_address("https://hooks.example.org:8443/T0/secret?k=1") == (
        "https://hooks.example.org:8443/…"
    )
    assert shown_address("a@example.org") == "a@example.org"
