"""The second wall, on a real PostgreSQL: what the app's own role may not do, and whose rows it meets."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from servers import APP, OWNER, Postgres
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from triage_worlds import Questions, with_agreements, with_residents
from worlds import (
    ADMIN,
    GERIATRICIAN,
    HOME_CARE,
    NURSE,
    OTHER_RESIDENT,
    PHYSIO,
    PHYSIOTHERAPIST,
    RESIDENT,
    STRANGER,
    World,
    another,
    id_of,
    with_people,
)

from netwerkzorg.directory.network import service as network
from netwerkzorg.platform.organizations import TeamRow
from netwerkzorg.platform.outcome import Absent
from netwerkzorg.platform.rooms import load_rooms
from netwerkzorg.platform.row_security import SET_BY_WORK, secure, tables_of_the_house
from netwerkzorg.platform.work import SYSTEM, VISITOR, Actor
from netwerkzorg.triage import access
from netwerkzorg.triage import service as triage
from netwerkzorg.triage.model import Intake, Party

pytestmark = pytest.mark.postgres
OTHER_TEAM = id_of("another team")
COLLEAGUE = another(NURSE, id=id_of("elsewhere"), team_id=OTHER_TEAM)
DENIED, TURNED_BACK, HIDDEN = "42501", "23514", "42501"


@pytest.fixture(scope="module")
def asked(
    running_postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Intake]]:
    """Mevrouw De Vries has one question at her team; there is a second team. For looking only."""
    with running_postgres.lasting_world(tmp_path_factory.mktemp("asked")) as world:
        yield a_question(world)


def a_question(empty: World) -> tuple[World, Intake]:
    world = with_residents(with_agreements(with_people(empty)))
    with Session(world.house.engine) as session:
        session.add(TeamRow(OTHER_TEAM, "Integraal team Oost", HOME_CARE))
        session.commit()
    return world, Questions(world).at_team()


def opened(world: World, actor: Actor | None) -> Session:
    """A session in which this person acts; nobody when None."""
    session = world.house.sessions()
    if actor is not None:
        session.info.update(actor=actor, at=world.clock.now())
    return session


def sqlstate(world: World, actor: Actor | None, statement: str) -> str:
    """The code with which PostgreSQL refuses this; "" when it does not."""
    with opened(world, actor) as session:
        try:
            session.execute(text(statement))
        except DBAPIError as refused:
            return str(refused.orig.sqlstate)  # type: ignore[union-attr]
    return ""


@pytest.mark.parametrize(
    ("statement", "code", "because"),
    [
        ("UPDATE platform_audit SET reason = 'x'", DENIED, "the log is added to, never changed"),
        ("DELETE FROM platform_audit", DENIED, "nor shortened"),
        ("TRUNCATE platform_audit CASCADE", DENIED, "nor emptied"),
        ("UPDATE platform_audit_person SET resident_id = audit_id", DENIED, "nor who was named"),
        ("DELETE FROM platform_audit_person", DENIED, "nor that somebody was named"),
        ("UPDATE platform_audit_head SET seq = 0", TURNED_BACK, "a chain that is set back forgets"),
        ("UPDATE platform_audit_head SET seq = seq", TURNED_BACK, "the end moves with each row"),
        ("UPDATE platform_audit_head SET shard = 20", DENIED, "a chain keeps its name"),
        ("DELETE FROM platform_audit_head", DENIED, "without its end a chain proves nothing"),
        ("INSERT INTO platform_audit_head VALUES (99, 0, '')", DENIED, "chains begin in a migration"),
        ("DELETE FROM triage_intake", DENIED, "no code of ours deletes a question"),
        ("DELETE FROM platform_key", DENIED, "erasing is for who owns the schema, until code does it"),
        ("TRUNCATE triage_fact", DENIED, "nor all that is known at once"),
        ("DROP TABLE triage_intake CASCADE", DENIED, "the schema is the owner's"),
        ("ALTER TABLE triage_intake ADD COLUMN x int", DENIED, "the schema is the owner's"),
        ("ALTER TABLE triage_intake DISABLE ROW LEVEL SECURITY", DENIED, "the wall is the owner's"),
        ("DROP POLICY met_all ON triage_intake", DENIED, "so is each stone of it"),
        ("CREATE TABLE mine (x int)", DENIED, "nothing of our own making"),
        ("UPDATE alembic_version SET version_num = '0'", DENIED, "what is migrated is the owner's"),
        (f"SET ROLE {OWNER}", DENIED, "the app does not become the owner"),
        ("SELECT rolpassword FROM pg_authid", DENIED, "nor reads secrets of the server"),
    ],
)  # fmt: skip
def test_what_the_role_of_the_app_may_not_do(
    asked: tuple[World, Intake], statement: str, code: str, because: str
) -> None:
    assert sqlstate(asked[0], SYSTEM, statement) == code, because


SEEN = [
    (NURSE, "triage_intake", 1, "her team has it"),
    (NURSE, "triage_fact", True, "and what is known"),
    (NURSE, "directory_resident", 1, "and whose question it is"),
    (NURSE, "platform_key", 1, "and can open what is sealed"),
    (NURSE, "rta_receipt", True, "and why it was decided so"),
    (NURSE, "platform_audit", 0, "the log is not hers"),
    (COLLEAGUE, "triage_intake", 0, "another team, same organisation: membership of the team counts"),
    (COLLEAGUE, "triage_fact", 0, "nor what is known"),
    (COLLEAGUE, "triage_timeline", 0, "nor what happened"),
    (COLLEAGUE, "directory_resident", 0, "nor that there is such a resident"),
    (COLLEAGUE, "directory_relation", 0, "nor who has to do with whom"),
    (COLLEAGUE, "platform_key", 0, "nor a key to anything"),
    (another(NURSE, team_id=None), "triage_intake", 0, "the login carries no membership of the team"),
    (another(NURSE, kind="org_admin"), "triage_intake", 0, "an admin gives no care"),
    (RESIDENT, "triage_intake", 1, "her own question"),
    (RESIDENT, "triage_timeline", True, "and what happened to it"),
    (RESIDENT, "platform_audit", True, "and who did what with it"),
    (OTHER_RESIDENT, "triage_intake", 0, "not of somebody else"),
    (OTHER_RESIDENT, "rta_receipt", 0, "not of somebody else"),
    (OTHER_RESIDENT, "platform_key", 1, "the key that is his"),
    (PHYSIOTHERAPIST, "triage_intake", 0, "was not asked yet"),
    (STRANGER, "triage_decision", 0, "has nothing to do with her"),
    (GERIATRICIAN, "consult_consult", 0, "was not asked"),
    (ADMIN, "triage_intake", 1, "counts the questions of the region"),
    (ADMIN, "triage_fact", 0, "but reads no answer"),
    (ADMIN, "directory_resident", 0, "and meets nobody"),
    (ADMIN, "platform_key", 0, "and opens nothing"),
    (another(ADMIN, kind="auditor"), "platform_audit", True, "reads the log"),
    (another(ADMIN, kind="auditor"), "triage_intake", 0, "and no question"),
    (another(ADMIN, kind="helpdesk"), "triage_intake", 0, "supports without content"),
    (VISITOR, "triage_intake", 0, "nobody logged in"),
    (None, "triage_intake", 0, "nobody said who acts"),
    (None, "platform_audit", 0, "nobody said who acts"),
    (SYSTEM, "triage_intake", 1, "the worker and the commands"),
    (SYSTEM, "directory_resident", 2, "the worker and the commands"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "table", "expected", "because"),
    SEEN,
    ids=[f"{a.name or a.kind if a else 'nobody'}-{t}-{n}" for n, (a, t, _, _) in enumerate(SEEN)],
)
def test_whose_rows_a_bare_select_meets(
    asked: tuple[World, Intake], actor: Actor | None, table: str, expected: int, because: str
) -> None:
    with opened(asked[0], actor) as session:
        found = session.scalar(text(f"SELECT count(*) FROM {table}")) or 0
    assert found > 0 if expected is True else found == expected, because


def test_nobody_changes_or_adds_what_is_not_theirs(asked: tuple[World, Intake]) -> None:
    world, intake = asked
    with opened(world, COLLEAGUE) as session:
        changed = session.execute(text("UPDATE triage_intake SET state = 'closed' RETURNING id"))
        assert changed.all() == [], "another team changes nothing here"
    let_in = (
        "INSERT INTO directory_relation"
        " (id, resident_id, actor_id, actor_kind, kind, scope, basis, from_at)"
        f" VALUES ('{uuid4()}', '{RESIDENT.id}', '{STRANGER.id}', 'person', 'care', '', '', now())"
    )
    assert sqlstate(world, STRANGER, let_in) == HIDDEN, "nobody lets themselves in"
    copied = (
        "INSERT INTO triage_decision (receipt_id, intake_id, at, at_least)"
        f" VALUES ('{uuid4()}', '{intake.id}', now(), true)"
    )
    assert sqlstate(world, COLLEAGUE, copied) == HIDDEN, "nor decides about another team's question"
    assert sqlstate(world, NURSE, copied) == "", "the statement itself is right"


def test_a_relation_that_ended_is_no_longer_met(postgres: Postgres, tmp_path: Path) -> None:
    world, _ = a_question(postgres.world(tmp_path))
    with world.as_person(RESIDENT) as work:
        network.open_relation(
            work, RESIDENT.id, actor_id=PHYSIO, actor_kind="organization", kind="care", basis="x",
            until=work.now + timedelta(hours=1),
        )  # fmt: skip
    count = text("SELECT count(*) FROM triage_intake")
    with opened(world, PHYSIOTHERAPIST) as session:
        assert session.scalar(count) == 1
    world.clock.forward(hours=2)
    with opened(world, PHYSIOTHERAPIST) as session:
        assert session.scalar(count) == 0, "on the clock of the house, not of the database"


def test_who_acts_ends_with_the_transaction(asked: tuple[World, Intake]) -> None:
    world, _ = asked
    with opened(world, SYSTEM) as session:
        session.execute(text("SELECT 1"))
        own = session.connection().connection.driver_connection
        session.commit()
    for setting in SET_BY_WORK:
        left = own.execute(f"SELECT current_setting('netwerkzorg.{setting}', true)").fetchone()
        assert not left[0], "the next request on this connection would act as the last"
    own.rollback()


def test_with_our_own_checks_forgotten_the_second_wall_stands(
    asked: tuple[World, Intake], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, intake = asked
    monkeypatch.setattr(access, "part_in", lambda work, intake: Party.team)
    monkeypatch.setattr(network, "may_see", lambda work, resident_id: True)
    with world.as_person(NURSE) as work:
        assert triage.intake(work, intake.id).intake.id == intake.id
    for actor in (COLLEAGUE, STRANGER, OTHER_RESIDENT):
        with pytest.raises(Absent), world.as_person(actor) as work:
            triage.intake(work, intake.id)


@pytest.fixture
def as_owner(postgres: Postgres) -> Iterator[Connection]:
    engine = create_engine(postgres.url(postgres.database(), OWNER))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _policies(connection: Connection) -> dict[tuple[str, str], tuple[UUID, str]]:
    rows = connection.execute(
        text(
            "SELECT c.relname, p.polname, p.oid, pg_get_expr(p.polqual, p.polrelid)"
            " FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid"
        )
    )
    return {(table, name): (oid, where) for table, name, oid, where in rows}


def test_the_database_holds_what_is_stated_and_a_second_time_changes_nothing(
    as_owner: Connection,
) -> None:
    guarded = set(
        as_owner.scalars(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")).all()
    )
    before = _policies(as_owner)
    assert {table for table, _ in before} == guarded
    assert guarded < tables_of_the_house().keys()
    assert "triage_intake" in guarded
    secure(as_owner, load_rooms(sandbox=True), APP)
    assert _policies(as_owner) == before


def test_a_table_that_nobody_stated_has_no_rows_but_for_the_system(as_owner: Connection) -> None:
    secure(as_owner, [r for r in load_rooms(sandbox=True) if r.name != "consult"], APP)
    where = [
        said for (table, _), (_, said) in _policies(as_owner).items() if table == "consult_consult"
    ]
    assert len(where) == 1
    assert "system" in where[0]
    assert "team" not in where[0]
