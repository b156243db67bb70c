"""Row-level security on PostgreSQL: the second wall, for the day that a check of ours is forgotten.

Rooms state in their manifest who meets which rows (`Room.rows`). `db upgrade` brings a database to what is
stated: nothing is kept by hand. What acts is in the transaction: `netwerkzorg.actor`, `organization`,
`team`, `kind` and `at` (`platform/work`). Without them, and on a table that nobody stated, there are no rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from .rooms import Room
from .tables import Base


def _said(name: str) -> str:
    """What the work said, asked once for each statement: without the SELECT once for each row."""
    return f"(SELECT nullif(current_setting('netwerkzorg.{name}', true), ''))"


def _as_professional(name: str) -> str:
    """Only professionals act for what they belong to; an admin of an organisation is not its carer."""
    return f"(CASE WHEN {KIND} = 'professional' THEN {_said(name)}::uuid END)"


KIND = _said("kind")
ACTOR = f"{_said('actor')}::uuid"
ORGANIZATION = _as_professional("organization")
TEAM = _as_professional("team")
AT = f"{_said('at')}::timestamptz"
SYSTEM = f"{KIND} = 'system'"
ADMIN = f"{KIND} = 'regional_admin'"
SET_BY_WORK = ("actor", "organization", "team", "kind", "at")


@dataclass(frozen=True, slots=True)
class Rows:
    """These rows of `table` may be met: `where` is SQL about one row, `name` says who that is.

    Each adds to the others; cheap ones stand first. `act`: ALL, SELECT or INSERT. A room may open rows of
    a lower room.
    """

    table: str
    name: str
    where: str
    act: str = "ALL"


@dataclass(frozen=True, slots=True)
class Open:
    """Everybody meets every row of `table`, and why that is right."""

    table: str
    because: str


@dataclass(frozen=True, slots=True)
class Holds:
    """A statement that may be repeated and that rows of others rest on: a function, a trigger."""

    sql: str


Stated = Rows | Open | Holds


def within(table: str, column: str, parent: str) -> str:
    """SQL: a row of `table` is met by whoever meets the row of `parent` that it belongs to."""
    return f"EXISTS (SELECT FROM {parent} AS owner WHERE owner.id = {table}.{column})"


def asked_as_system(name: str, arguments: str, question: str) -> Holds:
    """A function of the owner that answers yes or no to `question` ($1, $2 … are its arguments).

    For what a policy must ask of a table whose own policies would ask back. It says that the system asks,
    and takes that back before it answers; who really asks comes in as arguments. Call it by `asks`.
    """
    return Holds(
        f"""
        CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS boolean LANGUAGE plpgsql STABLE
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          who text := current_setting('netwerkzorg.kind', true);
          answer boolean;
        BEGIN
          PERFORM set_config('netwerkzorg.kind', 'system', true);
          answer := {question};
          PERFORM set_config('netwerkzorg.kind', coalesce(who, ''), true);
          RETURN answer;
        END $$"""
    )


def asks(call: str) -> str:
    """SQL that calls such a function, never from inside one: PostgreSQL keeps no order in an OR."""
    return f"CASE WHEN {SYSTEM} THEN true ELSE {call} END"


def tables_of_the_house() -> dict[str, str]:
    """Each mapped table, and what the app's role may do with it."""
    found = {}
    for mapper in Base.registry.mappers:
        found[str(mapper.local_table.description)] = str(mapper.class_.__app_may__)
    return found


def unstated(rooms: Iterable[Room]) -> tuple[str, ...]:
    """Tables of which no manifest says who meets their rows, or of which it says so twice over."""
    told = [one for room in rooms for one in room.rows]
    guarded = {one.table for one in told if isinstance(one, Rows)}
    open_ = {one.table for one in told if isinstance(one, Open)}
    known = set(tables_of_the_house())
    return tuple(
        sorted((known - guarded - open_) | (guarded & open_) | ((guarded | open_) - known))
    )


def secure(connection: Connection, rooms: Iterable[Room], app_role: str) -> None:
    """Bring policies and grants to what is stated. As the owner of the tables, after the migrations."""
    told = [one for room in rooms for one in room.rows]
    for one in told:
        if isinstance(one, Holds):
            connection.exec_driver_sql(one.sql)
    there = set(
        connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    )
    open_ = {one.table for one in told if isinstance(one, Open)}
    guarded = sorted(tables_of_the_house().keys() & there - open_)
    _enable(connection, guarded, open_ & there)
    _policies(connection, policies(guarded, [one for one in told if isinstance(one, Rows)]))
    _grants(connection, there, app_role)


def policies(guarded: Iterable[str], told: Iterable[Rows]) -> dict[tuple[str, str], str]:
    """(table, act) -> SQL. One policy each, so that who is met first is asked first; the system always."""
    wanted = {(table, "ALL"): [SYSTEM] for table in guarded}
    for one in told:
        if (one.table, "ALL") in wanted:
            wanted.setdefault((one.table, one.act), []).append(one.where)
    return {key: " OR ".join(f"({where})" for where in found) for key, found in wanted.items()}


def _enable(connection: Connection, guarded: Iterable[str], open_: Iterable[str]) -> None:
    """Only what differs: the statement waits for everybody who uses the table."""
    on = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")))
    for table in sorted(set(guarded) - on):
        connection.exec_driver_sql(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        )
    for table in sorted(set(open_) & on):
        connection.exec_driver_sql(
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"
        )


def _policies(connection: Connection, wanted: dict[tuple[str, str], str]) -> None:
    """A policy carries the print of its text as a comment; one that did not change is left alone."""
    found = connection.execute(
        text(
            "SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy')"
            " FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid"
        )
    )
    there = {(table, name): print_ for table, name, print_ in found}
    stated = {(table, f"met_{act.lower()}"): (act, where) for (table, act), where in wanted.items()}
    for key, print_ in there.items():
        if key not in stated or print_ != _print(*stated[key]):
            connection.exec_driver_sql(f"DROP POLICY {key[1]} ON {key[0]}")
    for (table, name), (act, where) in stated.items():
        if there.get((table, name)) != _print(act, where):
            clause = "WITH CHECK" if act == "INSERT" else "USING"
            on = f"POLICY {name} ON {table}"
            connection.exec_driver_sql(f"CREATE {on} FOR {act} {clause} ({where})")
            connection.exec_driver_sql(f"COMMENT ON {on} IS '{_print(act, where)}'")


def take_down(connection: Connection) -> None:
    """Drop every policy; with row-level security still on, nobody meets a row until they are back."""
    found = connection.execute(
        text(
            "SELECT c.relname, p.polname FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid"
        )
    )
    for table, name in found.all():
        connection.exec_driver_sql(f"DROP POLICY {name} ON {table}")


def _print(act: str, where: str) -> str:
    return hashlib.sha256(f"{act}|{where}".encode()).hexdigest()[:16]


def _grants(connection: Connection, there: set[str], app_role: str) -> None:
    """What the app needs and nothing else. An owner without a role for the app needs no grants."""
    if connection.scalar(text("SELECT current_user")) == app_role:
        return
    role = connection.dialect.identifier_preparer.quote(app_role)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {role}")
    for table, may in tables_of_the_house().items():
        if table in there:
            connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {role}")
            connection.exec_driver_sql(f"GRANT {may} ON {table} TO {role}")
