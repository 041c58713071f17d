"""Numbers of invented schools and people have the check digits of real ones."""

from hypothesis import given
from hypothesis import strategies as st

from opora.demo import numbers
from opora.intake.persons import is_insurance_number


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


@given(st.integers(0, 99_999_999))
def test_insurance_number_is_valid_and_in_a_range_never_issued(serial: int) -> None:
    digits = _digits(numbers.insurance_number(serial))
    assert is_insurance_number(digits)
    assert digits.startswith("9")


@given(st.integers(0, 99_999_999))
def test_wrong_insurance_number_is_never_valid(serial: int) -> None:
    assert not is_insurance_number(_digits(numbers.wrong_insurance_number(serial)))


@given(st.integers(0, 9_999_999))
def test_inn_has_the_check_digit_of_its_nine_digits_and_no_region(serial: int) -> None:
    text = numbers.inn(serial)
    weighted = [int(d) * w for d, w in zip(text[:9], (2, 4, 10, 3, 5, 9, 4, 6, 8), strict=True)]
    assert int(text[9]) == sum(weighted) % 11 % 10
    assert text.startswith("00")
