"""The search finds a planted secret in every format and spelling, and nothing where there is none.

Without these tests an empty answer of the search would prove nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from privacy.planting import PLANTED
from privacy.readings import normal
from privacy.search import Search, find
from privacy.sought import Secret, pieces_of_key

KOVALYOV = Secret("name", "Ковалёв Пётр Семёнович", dt.date(1980, 2, 13))
DOUBLE = Secret("name", "Иванов-Петров Лев Ильич")
NUMBER = Secret("insurance_number", "112-233-445 95")
PASSPORT = Secret("passport", "4507 123456")
SALT = b"0f3a9c5e7b1d2846" * 4
SECRETS = [KOVALYOV, DOUBLE, NUMBER, PASSPORT]


@pytest.mark.parametrize(
    "written", ["КОВАЛЕВ  Петр\tСеменович", "112-233-445\u00a095", "4507/123456"]
)
@pytest.mark.parametrize("form", PLANTED)
def test_a_secret_is_found_in(form: str, written: str, tmp_path: Path) -> None:
    text = written if "name of" not in form else written.replace("\t", " ")
    PLANTED[form](tmp_path / "file", text)
    assert find(tmp_path, SECRETS)


@pytest.mark.parametrize(
    "clean", ["КОВАЛЕВ  Иван\tСеменович", "112-233-445\u00a096", "4507/123457"]
)
@pytest.mark.parametrize("form", PLANTED)
def test_another_text_is_not_found_in(form: str, clean: str, tmp_path: Path) -> None:
    text = clean if "name of" not in form else clean.replace("\t", " ")
    PLANTED[form](tmp_path / "file", text)
    assert find(tmp_path, SECRETS) == []


def kinds(text: str, *secrets: Secret) -> set[str]:
    return {hit.kind for hit in Search(secrets or SECRETS).in_text("file", "", text)}


@pytest.mark.parametrize(
    "text",
    [
        "Ковалёв Пётр Семёнович",
        "ковалев петр",
        "КОВАЛЁВ,\u00a0ПЁТР",
        "Пётр Ковалёв",
        "Пётр Семёнович Ковалёв",
        "Ковалёв П. С.",
        "Ковалёв П.С., учитель",
        "П.\u202fС. Ковалёв",
        "учитель П.С.Ковалёв",
        "Пётр Семёнович",
        "Kовалёв — Ковалёв\nПётр",
        "Ков\u00adалёв Пё\u00adтр",
        "Ко\u0301валев Петр",
        "Ковале\u0308в Пе\u0308тр",
        '{"Фамилия": "Ковалёв", "Имя": "Пётр"}',
        "Ковалёв\x1fПётр\x1fСемёнович",
        "Ковалёв, родился 13.02.1980",
        "1980-02-13;sch990001;Ковалёв",
        "Ковалёв, 13 февраля 1980 года",
        "ИВАНОВ_ПЕТРОВ лев",
        "Иванов–Петров Л. И.",
        "Иванов - Петров / Лев",
    ],
)
def test_a_name_is_found_however_it_is_spelled(text: str) -> None:
    assert kinds(text) == {"name"}


@pytest.mark.parametrize(
    "text",
    [
        "Ковалёв",
        "Ковалёв Иван Семёнович",
        "Ковалёв сказал: учитель",
        "Ковалёв после собрания",
        "Ковалёв п. 5",
        "Ковалёво Петрово",
        "Пётр Ильич",
        "Ковалёв, родился 14.02.1980",
        "Ковалёв\x1eПётр\x1e",
        "Иванов Лев",
        "учебник Петрова, Лев",
    ],
)
def test_what_names_nobody_is_not_found(text: str) -> None:
    assert kinds(text) == set()


def test_a_surname_alone_is_found_where_it_is_asked_for() -> None:
    secret = Secret("surname", "Ковалёв")
    assert kinds("согласовано: КОВАЛЕВ.", secret) == {"surname"}
    assert kinds("деревня Ковалёво", secret) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("112-233-445 95", "insurance_number"),
        ("11223344595", "insurance_number"),
        ("СНИЛС11223344595;", "insurance_number"),
        ("112 233\u2011445\u00a095", "insurance_number"),
        ("１１２２３３４４５９５", "insurance_number"),
        ("4507 123456", "passport"),
        ("45 07 №123456", "passport"),
        ("4507;123456", "passport"),
        ("4507\x1f123456", "passport"),
        ("серия 4507123456, 1 стр.", "passport"),
        ("2024 4507 123456 13", "passport"),
    ],
)
def test_a_number_is_found_however_it_is_separated(text: str, kind: str) -> None:
    assert kinds(text) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "112-233-445 96",
        "9112233445951",
        "911223344595",
        "112233445950",
        "14507123456",
        "45071234560",
        "4507 1234567",
        "0.45071234567",
        "4507\x1e123456",
    ],
)
def test_a_number_inside_another_one_is_chance(text: str) -> None:
    assert kinds(text) == set()


def test_numbers_of_unexpected_length_are_refused() -> None:
    with pytest.raises(ValueError, match="9 digits"):
        Search([Secret("passport", "123456789")])


@pytest.mark.parametrize(
    "written",
    [
        SALT,
        SALT[7:30],
        SALT.hex().encode(),
        SALT.hex().upper().encode(),
        base64.b64encode(SALT),
        base64.urlsafe_b64encode(b"a" + SALT),
        b"prefix_" + base64.b64encode(b"ab" + SALT).rstrip(b"="),
        base64.b64encode(base64.b64encode(SALT)),
        repr(bytes(byte ^ 0 for byte in SALT)).encode(),
        b"OPORA_SALT=" + SALT + b"\n",
    ],
)
def test_bytes_are_found_however_they_are_written(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x " + written + b" y")
    assert {hit.kind for hit in find(tmp_path, pieces_of_key("salt", SALT))} == {"salt"}


def test_bytes_that_are_no_text_are_found_in_a_table(tmp_path: Path) -> None:
    key = bytes(range(240, 256))
    with duckdb.connect(tmp_path / "file") as connection:
        connection.execute("CREATE TABLE t AS SELECT from_hex($1) AS a", [key.hex()])
    hits = find(tmp_path, [Secret("person", key)])
    assert "main.t" in " ".join(hit.part for hit in hits)
    assert find(tmp_path, [Secret("person", key[::-1])]) == []


def test_other_bytes_are_not_found(tmp_path: Path) -> None:
    other = SALT[::-1]
    (tmp_path / "file").write_bytes(other + other.hex().encode() + base64.b64encode(other))
    assert find(tmp_path, pieces_of_key("salt", SALT)) == []


def test_the_landing_zone_is_left_out_and_a_link_is_searched_once(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "a.csv").write_text("Ковалёв Пётр")
    assert find(tmp_path, SECRETS) == []
    (tmp_path / "a.csv").write_text("Ковалёв Пётр")
    (tmp_path / "b.csv").symlink_to("a.csv")
    (hit,) = find(tmp_path, SECRETS)
    assert (hit.kind, hit.where) == ("name", "a.csv: bytes")
    assert "Ковалёв Пётр" in hit.excerpt


def test_a_damaged_file_is_not_called_clean(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(Exception, match="zip"):
        find(tmp_path, SECRETS)


def test_what_lies_across_the_border_of_two_chunks_is_found() -> None:
    text = "а" * ((1 << 22) - 9) + " Ковалёв Пётр " + "а" * 100
    assert kinds(text) == {"name"}


@given(
    st.lists(
        st.sampled_from(
            ["", " ", "  ", "-", "\u2014", "\u00a0", ".", "_", "\t", "\r\n", "/", "\u200b"]
        ),
        min_size=18,
        max_size=18,
    ),
)
def test_no_separator_and_no_case_hides_a_name(separators: list[str]) -> None:
    letters = "Ковалёв Пётр Семёнович".replace(" ", "")
    assert len(letters) == 20  # 7 + 4 + 9
    spelled = "".join(
        (letter.upper() if index % 3 else letter).replace("ё", "е" if index % 2 else "ё") + blank
        for index, (letter, blank) in enumerate(zip(letters, [*separators, "", ""], strict=True))
    )
    assert normal(spelled) == "ковалевпетрсеменович"
    assert "name" in kinds(spelled)
