"""Fifty at once, in two web processes on one PostgreSQL: what counts is how many were told "yes"."""

import http.client
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from providers import StandIn, a_provider
from routing_worlds import FIRST, Referring, a_completed_question
from servers import Postgres, free_port
from sqlalchemy import func, insert, literal, select, update
from triage_worlds import Questions, with_agreements, with_residents
from worlds import NURSE, PHYSIOTHERAPIST, RESIDENT, World, with_people

from netwerkzorg.directory.network.tables import RelationRow
from netwerkzorg.platform.audit import AuditRow, broken_links
from netwerkzorg.platform.organizations import AccountRow
from netwerkzorg.platform.outbox_tables import OutboxRow
from netwerkzorg.platform.work import SYSTEM, Actor
from netwerkzorg.routing.tables import ReferralRow, TaskRow
from netwerkzorg.sandbox.parts import Part, Running
from netwerkzorg.triage.tables import IntakeRow

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
AT_ONCE = 50


@dataclass
class Race:
    """Two running web processes, and a question that can be sent on."""

    ready: Referring
    provider: StandIn
    ports: tuple[int, int]

    def run(self, actor: Actor, requests: list[tuple[str, dict[str, str]]]) -> Counter[int]:
        """Send all at once, half to each process, each with a key of its own. Answers by status."""
        who = {"organization": str(actor.organization_id), "role": actor.role}
        if actor.team_id:
            who["team"] = str(actor.team_id)
        bearer = self.provider.bearer(sub=str(actor.id), **who)
        gate = threading.Barrier(len(requests))

        def send(number: int) -> int:
            path, body = requests[number]
            line = http.client.HTTPConnection("127.0.0.1", self.ports[number % 2], timeout=30)
            line.connect()
            gate.wait()
            headers = {**bearer, "Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}
            line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = line.getresponse()
            answer.read()
            line.close()
            return answer.status

        with ThreadPoolExecutor(len(requests)) as threads:
            return Counter(threads.map(send, range(len(requests))))

    def count(self, table: type, *where: object) -> int:
        with self.ready.world.as_person(SYSTEM) as work:
            return work.session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]

    def log_is_whole(self) -> bool:
        with self.ready.world.as_person(SYSTEM) as work:
            return list(broken_links(work.session)) == []


@pytest.fixture
def race(postgres: Postgres, tmp_path: Path) -> Iterator[Race]:
    with a_provider() as provider:
        world = with_people(postgres.world(tmp_path, oidc_issuer=provider.issuer))
        world.clock.at = datetime.now(UTC)  # what the processes will read from theirs
        with world.house.sessions() as session:
            session.execute(update(AccountRow).values(issuer=provider.issuer))
            session.commit()
        ready = a_completed_question(Questions(with_residents(with_agreements(world))))
        running = Running(tmp_path / "logs", settings_of(world))
        ports = (free_port(), free_port())
        try:
            for port in ports:
                address = f"http://127.0.0.1:{port}/livez"
                running.start(Part(f"web {port}", ("serve", "--port", str(port)), address))
            running.wait_ready(lambda _line: None)
            yield Race(ready, provider, ports)
        finally:
            running.stop()


def settings_of(world: World) -> dict[str, str]:
    kept = world.house.settings
    return {
        "NETWERKZORG_SETTINGS": os.devnull,
        "NETWERKZORG_FOLDER": str(kept.folder),
        "NETWERKZORG_REGION": str(kept.region),
        "NETWERKZORG_SECRET_KEY": kept.secret_key,
        "NETWERKZORG_DATABASE_URL": kept.database_url,
        "NETWERKZORG_OIDC_ISSUER": kept.oidc_issuer,
    }


def copies(world: World, intake_id: UUID, number: int) -> list[UUID]:
    """As many more questions like this one, completed by the same team."""
    made = [uuid4() for _ in range(number)]
    columns = IntakeRow.__table__.c
    with world.as_person(SYSTEM) as work:
        for new in made:
            own = {"id": literal(new), "code": literal(new.hex[:8]), "headline": literal(None)}
            chosen = [own.get(column.name, column) for column in columns]
            like = select(*chosen).where(columns.id == intake_id)
            work.session.execute(
                insert(IntakeRow).from_select([column.name for column in columns], like)
            )
        work.record("test.copied", intake_id)
    return made


def test_fifty_accept_one_referral_and_one_is_told_yes(race: Race) -> None:
    sent = race.ready.sent()
    answers = race.run(PHYSIOTHERAPIST, [(f"/referrals/{sent.id}/accept", {})] * AT_ONCE)
    assert answers == {200: 1, 409: AT_ONCE - 1}
    assert race.count(ReferralRow, ReferralRow.accepted_task_id.is_not(None)) == 1
    assert race.count(TaskRow, TaskRow.state == "accepted") == 1
    receivers = (RelationRow.resident_id == RESIDENT.id, RelationRow.kind == "receiver")
    assert race.count(RelationRow, *receivers) == 1, "the name was opened once"
    assert race.count(OutboxRow, OutboxRow.name.contains("referral_accepted")) == 1
    assert race.count(AuditRow, AuditRow.action == "referral.accepted") == 1
    assert race.count(AuditRow, AuditRow.action == "referral.refused") == AT_ONCE - 1
    assert race.log_is_whole()


def test_fifty_book_the_last_place_and_one_is_told_yes(race: Race) -> None:
    intakes = copies(race.ready.world, race.ready.intake_id, AT_ONCE)
    assert race.ready.free(FIRST) == 1
    wanted = [("/referrals", {"intake": str(one), "service": str(FIRST)}) for one in intakes]
    answers = race.run(NURSE, wanted)
    assert answers == {201: 1, 409: AT_ONCE - 1}
    assert race.ready.free(FIRST) == 0
    assert race.count(ReferralRow) == 1, "who lost made nothing"
    assert race.count(IntakeRow, IntakeRow.state == "referred") == 1
    assert race.count(OutboxRow, OutboxRow.name.contains("referral_sent")) == 1
    assert race.log_is_whole()
