"""Keys of people: the salt, the normal forms, the ranks of identifiers, the check digits."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.errors import OporaError
from opora.home import Home
from opora.intake.persons import PersonKeys, is_insurance_number, load_salt

RANKS = (("insurance_number",), ("full_name", "birth_date"))
KEYS = PersonKeys(b"salt", RANKS)
NAME = {"full_name": "Ковалёв Пётр Семёнович", "birth_date": "01.02.1980"}


def with_check_digits(nine: int) -> str:
    """An insurance number, by the definition of its check digits."""
    digits = f"{nine:09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    while total > 101:
        total %= 101
    return f"{digits}{0 if total in (100, 101) else total:02d}"


@given(st.integers(1_001_999, 999_999_999))
def test_a_number_with_its_check_digits_is_right_and_no_other(nine: int) -> None:
    number = with_check_digits(nine)
    assert is_insurance_number(number)
    wrong = f"{(int(number[9:]) + 1) % 100:02d}"
    assert not is_insurance_number(number[:9] + wrong)


@pytest.mark.parametrize("text", ["", "123", "1122334459", "112233445950", "1122334459x"])
def test_what_is_not_eleven_digits_is_no_number(text: str) -> None:
    assert not is_insurance_number(text)


def test_numbers_older_than_check_digits_pass() -> None:
    assert is_insurance_number("00100199800")


@given(st.integers(1_001_999, 999_999_999), st.sampled_from("- \u00a0."))
def test_a_number_is_compared_by_its_digits(nine: int, sign: str) -> None:
    digits = with_check_digits(nine)
    written = f"{digits[:3]}{sign}{digits[3:6]}{sign}{digits[6:9]} {digits[9:]}"
    assert KEYS.key({"insurance_number": digits}) == KEYS.key({"insurance_number": written})


@pytest.mark.parametrize(
    "name",
    ["ковалев петр семенович", "КОВАЛЁВ  ПЁТР\u00a0СЕМЁНОВИЧ", " Ковалев, Петр Семенович. "],
)
@pytest.mark.parametrize("day", ["01.02.1980", "1980-02-01", "1980-02-01 00:00:00", " 01.02.1980"])
def test_spelling_does_not_matter(name: str, day: str) -> None:
    assert KEYS.key({"full_name": name, "birth_date": day}) == KEYS.key(NAME)


def test_another_person_has_another_key() -> None:
    other = KEYS.key(NAME | {"birth_date": "02.02.1980"})
    assert other.key != KEYS.key(NAME).key
    assert KEYS.key(NAME | {"full_name": "Ковалёва Пётр Семёнович"}).key != KEYS.key(NAME).key


def test_the_best_identifier_is_used_and_the_name_kept_for_matching() -> None:
    both = KEYS.key(NAME | {"insurance_number": "112-233-445 95"})
    assert both.key == KEYS.key({"insurance_number": "11223344595"}).key
    assert both.key_by_name == KEYS.key(NAME).key_by_name == KEYS.key(NAME).key


def test_a_wrong_number_is_doubted_and_the_next_identifier_used() -> None:
    person = KEYS.key(NAME | {"insurance_number": "112-233-445 96"})
    assert person.doubtful == ("insurance_number",)
    assert person.key == KEYS.key(NAME).key


def test_no_identifier_no_key() -> None:
    nobody = KEYS.key({"full_name": "Ковалёв", "birth_date": "вчера", "insurance_number": None})
    assert (nobody.key, nobody.key_by_name) == (None, None)
    assert nobody.doubtful == ("birth_date",)


def test_another_salt_makes_other_keys() -> None:
    assert PersonKeys(b"other", RANKS).key(NAME).key != KEYS.key(NAME).key


# -- the salt -------------------------------------------------------------------------------------


def test_the_salt_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    salt = load_salt(home)
    assert len(salt) >= 32
    assert load_salt(home) == salt
    assert stat.S_IMODE((home.private / "salt").stat().st_mode) == 0o600
    assert salt not in (home.lake / "salt.fingerprint").read_bytes()


def test_another_salt_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    load_salt(home)
    (home.private / "salt").unlink()
    with pytest.raises(OporaError, match="restore private/salt"):
        load_salt(home)


def test_the_salt_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    monkeypatch.setenv("OPORA_SALT", "from a vault")
    assert load_salt(home) == b"from a vault"
    assert not (home.private / "salt").exists()
    monkeypatch.setenv("OPORA_SALT", "another one")
    with pytest.raises(OporaError, match="the salt differs"):
        load_salt(home)
