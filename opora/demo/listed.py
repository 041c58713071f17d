"""Which schools are on a list in a half-year, as the generator needs it to hand out support.

Belongs here: the generator's own view. Tests compute the indicators without it.
"""

from __future__ import annotations

from collections.abc import Iterable

from opora.demo.calendar import HalfYear
from opora.demo.lists import Membership
from opora.demo.schools import School

SUPPORTED = ("lps", "dcs")


def listed(
    lists: Iterable[Membership],
    schools: Iterable[School],
    half_year: HalfYear,
    categories: tuple[str, ...] = SUPPORTED,
) -> list[str]:
    """Logins on the lists of a half-year that are open on its last day, successors included."""
    by_login = {school.login: school for school in schools}
    renamed = {school.before: school.login for school in by_login.values() if school.before}
    logins = set()
    for member in lists:
        if member.category not in categories or not member.is_in_year(half_year):
            continue
        login = member.school_login
        if not by_login[login].is_open(half_year.ends_on):
            login = by_login[login].successor or renamed.get(login, login)
        if by_login[login].is_open(half_year.ends_on):
            logins.add(login)
    return sorted(logins)
