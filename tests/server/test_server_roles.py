"""Two roles that read what they should, nobody else anything, and no publication into more."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from small_releases import Database, Publish, Releases

from opora.server import ServerError


@pytest.fixture
def people(database: Database) -> Iterator[dict[str, str]]:
    """Logins: an analyst, somebody of the public, a stranger, a publisher without more rights."""
    roles = {each: f"{each}_{database.name}" for each in ("analyst", "public", "stranger", "owner")}
    for role in roles.values():
        database.do(f"create role {role} login")
    database.do(f"grant create on database {database.name} to {roles['owner']}")
    yield roles
    for role in roles.values():
        database.do(f"drop owned by {role} cascade", f"drop role {role}")


def _may_read(database: Database, user: str, table: str) -> bool:
    try:
        database.all(f"select 1 from {table} limit 1", user=user)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_everybody_reads_what_the_role_promises(
    database: Database, releases: Releases, publish: Publish, people: dict[str, str]
) -> None:
    releases.make("opora-1")
    publish()
    assert database.all(
        "select rolname, rolcanlogin, rolsuper from pg_roles where rolname ~ '^opora_' order by 1"
    ) == [("opora_analyst", False, False), ("opora_public", False, False)]
    for role in ("analyst", "public"):
        database.do(f"grant opora_{role} to {people[role]}")
    releases.make("opora-2")
    publish()
    may = {
        (who, table): _may_read(database, people[who], table)
        for who in ("analyst", "public", "stranger")
        for table in ("marts.results", "open_marts.results")
    }
    assert may == {
        ("analyst", "marts.results"): True,
        ("analyst", "open_marts.results"): True,
        ("public", "marts.results"): False,
        ("public", "open_marts.results"): True,
        ("stranger", "marts.results"): False,
        ("stranger", "open_marts.results"): False,
    }
    for statement in (
        "insert into open_marts.results values ('x', 1, 1, 'x')",
        "delete from open_marts.results",
        "create table open_marts.mine (a integer)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.do(statement, user=people["analyst"])


def test_a_publisher_who_may_not_create_roles_says_what_an_administrator_runs(
    database: Database, releases: Releases, publish: Publish, people: dict[str, str]
) -> None:
    releases.make("opora-1")
    with pytest.raises(
        ServerError, match=r"may not create roles; an administrator runs: (.*)"
    ) as no:
        publish(people["owner"])
    database.do(*str(no.value).partition("administrator runs: ")[2].split("; "))
    assert publish(people["owner"]).is_new


#: What an administrator did -> what is said of it.
MORE_THAN_PROMISED = {
    "alter role opora_public superuser": "opora_public is a superuser",
    "alter role opora_analyst createrole": "opora_analyst may create roles",
    "alter role opora_public replication": "opora_public may copy the whole server",
    "grant pg_read_server_files to opora_public": (
        "opora_public is a member of pg_read_server_files"
    ),
    "grant pg_execute_server_program to opora_analyst": (
        "opora_analyst is a member of pg_execute_server_program"
    ),
    "grant opora_analyst to opora_public": "opora_public is a member of opora_analyst",
    "grant pg_read_all_data to opora_public": "opora_public is a member of pg_read_all_data",
    "grant pg_write_all_data to opora_analyst": "opora_analyst is a member of pg_write_all_data",
    "grant {owner} to opora_analyst with inherit false": "opora_analyst is a member of {owner}",
    "alter default privileges for role {owner} grant select on tables to opora_public": (
        "opora_public gets SELECT on tables by default privileges"
    ),
    "alter default privileges for role {owner} grant insert, update on tables to opora_analyst": (
        "opora_analyst gets INSERT on tables, UPDATE on tables by default privileges"
    ),
    "alter default privileges for role {owner} grant create on schemas to opora_analyst": (
        "opora_analyst gets CREATE on schemas by default privileges"
    ),
    "alter default privileges for role {owner} grant select on tables to public": (
        "PUBLIC (everybody) gets SELECT on tables by default privileges"
    ),
}


def test_a_role_that_could_do_more_is_refused_with_what_mends_it(
    database: Database, releases: Releases, publish: Publish, people: dict[str, str]
) -> None:
    database.do("create role opora_analyst", "create role opora_public")
    releases.make("opora-1")
    publish(people["owner"])
    releases.make("opora-2")
    for done, why in MORE_THAN_PROMISED.items():
        database.do(done.format(**people))
        with pytest.raises(ServerError) as refused:
            publish(people["owner"])
        said = str(refused.value)
        assert said.startswith(why.format(**people)), done
        assert database.release() == "opora-1"
        assert database.schemas() == {"marts", "open_marts"}
        database.do(*said.partition("mends it with: ")[2].split("; "))
    assert publish(people["owner"]).is_new


def test_roles_that_are_there_are_left_as_they_are(
    database: Database, releases: Releases, publish: Publish, people: dict[str, str]
) -> None:
    database.do(
        "create role opora_analyst login connection limit 3",
        "create role opora_public",
        f"create schema theirs authorization {people['analyst']}",
        "grant all on schema theirs to opora_analyst",
        "grant opora_public to opora_analyst",
    )
    releases.make("opora-1")
    assert publish(people["owner"]).is_new
    assert database.all(
        "select rolcanlogin, rolconnlimit from pg_roles where rolname = 'opora_analyst'"
    ) == [(True, 3)]
    database.do("drop schema theirs")
