"""Views of analysts in schemas of their own live on with the new release, or keep the old one."""

from __future__ import annotations

from small_releases import Database, Publish, Releases


def _before(database: Database) -> set[str]:
    return {schema for schema in database.schemas() if "_before_" in schema}


def test_views_go_over_to_the_new_release(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    database.do(
        'create schema "Мои витрины"',
        """
        create view "Мои витрины"."По школам" with (security_barrier = true) as
        select r.school_id, r.release_of_row, d.school_login, 'marts.results; --' as words
        from marts.results as r inner join marts.dim_school as d using (school_id)
        """,
        # a view on a view, one that reads both, one of its own columns, a materialized one above
        'create view "Мои витрины".chain as select release_of_row from "Мои витрины"."По школам"',
        """
        create view "Мои витрины".both (a, b) as
        select c.release_of_row, o.release_of_row
        from "Мои витрины".chain as c, open_marts.results as o
        """,
        'create materialized view "Мои витрины".kept as select * from "Мои витрины".chain',
        "create role reads_views",
        'grant select on "Мои витрины".both to reads_views',
    )
    releases.make("opora-2", "alter table marts.results add column more integer")
    assert publish().warnings == ()
    assert _before(database) == set()
    for view, columns in (
        ('"По школам"', "release_of_row, words"),
        ("chain", "release_of_row"),
        ("both", "a, b"),
    ):
        ((*found,),) = database.all(f'select distinct {columns} from "Мои витрины".{view}')
        assert set(found) - {"marts.results; --"} == {"opora-2"}
    assert database.all("select reloptions from pg_class where relname = 'По школам'") == [
        (["security_barrier=true"],)
    ]
    assert database.all(
        """select has_table_privilege('reads_views', '"Мои витрины".both', 'select')"""
    ) == [(True,)]
    database.do('refresh materialized view "Мои витрины".kept')
    assert database.all('select distinct release_of_row from "Мои витрины".kept') == [("opora-2",)]
    database.do("drop owned by reads_views", "drop role reads_views")


def test_a_view_that_no_longer_fits_keeps_the_old_release(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    database.do(
        "create schema analysts",
        "create view analysts.of_values as select value, release_of_row from marts.results",
        "create view analysts.fits as select release_of_row from marts.results",
        "create materialized view analysts.kept as select release_of_row from marts.dim_school",
    )
    releases.make("opora-2", "alter table marts.results drop column value")
    warnings = publish().warnings
    (old,) = _before(database)
    assert warnings == (
        'analysts.of_values still reads the release before: column "value" does not exist',
        "analysts.kept still reads the release before: a materialized view can't be replaced: "
        "build it on a plain view",
        f"the release before stays as {old}, because of analysts.of_values, analysts.kept; "
        "create anew, on the schemas of today, what shall read the new one",
    )
    for view, release in (("of_values", "opora-1"), ("fits", "opora-2"), ("kept", "opora-1")):
        found = database.all(f"select distinct release_of_row from analysts.{view}")
        assert found == [(release,)]
    # it goes as soon as nothing hangs on it
    database.do("drop view analysts.of_values", "drop materialized view analysts.kept")
    assert publish(again=True).warnings == ()
    assert _before(database) == set()


def test_a_view_that_belongs_to_somebody_else_says_what_to_grant(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    database.do(
        "create role publisher login createrole",
        "create role analyst login",
        "create schema analysts authorization analyst",
        f"grant create on database {database.name} to publisher",
    )
    publish("publisher")
    database.do("grant opora_analyst to analyst", user="publisher")
    database.do(
        "create view analysts.mine as select distinct release_of_row from marts.results",
        user="analyst",
    )
    releases.make("opora-2")
    first, *_ = publish("publisher").warnings
    assert first.startswith("analysts.mine still reads the release before: it belongs to analyst")
    assert first.endswith('GRANT analyst TO "publisher"')
    assert database.all("select * from analysts.mine", user="analyst") == [("opora-1",)]
    database.do('GRANT analyst TO "publisher"')
    # the view reads the release that was set aside: it has to be written once more
    database.do(
        "create or replace view analysts.mine as select distinct release_of_row from marts.results",
        user="analyst",
    )
    releases.make("opora-3")
    assert publish("publisher").warnings == ()
    assert database.all("select * from analysts.mine", user="analyst") == [("opora-3",)]
    for role in ("publisher", "analyst"):
        database.do(f"drop owned by {role} cascade")
    database.do("drop role publisher", "drop role analyst")


def test_what_a_person_put_into_our_schemas_is_not_dropped(
    database: Database, releases: Releases, publish: Publish
) -> None:
    releases.make("opora-1")
    publish()
    database.do("create table marts.mine as select 1 as a")
    releases.make("opora-2")
    (warning,) = publish().warnings
    (old,) = _before(database)
    assert warning.startswith(f"the release before stays as {old}, because of ")
    assert "mine" in warning
    assert database.all(f"select a from {old}.mine") == [(1,)]
    assert database.release() == "opora-2"
