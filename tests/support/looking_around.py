"""Looking into dossiers through every face of a running region, and scanning what it kept of them."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from practice_region import Person, Region
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from stores import Place, columns, files
from tracers import Tracers

from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.sessions import NewLogin, open_session
from netwerkzorg.platform.vault import Vault
from netwerkzorg.sandbox.personas import persona, sandbox_id

ITEM = "drempelplankje"
GOOD = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
        "samenvatting": True}  # fmt: skip


def settings_of(region: Region) -> Settings:
    lines = (region.folder / "settings.env").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines)
    return Settings(**{key.removeprefix("NETWERKZORG_").lower(): v for key, v in told.items()})  # type: ignore[arg-type]


def engine_of(settings: Settings) -> Engine:
    """As who owns the tables: behind every row-level rule."""
    return open_engine(settings.owner_database_url or settings.database)


def places(region: Region, temp: Path) -> Iterator[Place]:
    settings = settings_of(region)
    engine = engine_of(settings)
    yield from columns(engine, Vault(settings.keyset_path))
    engine.dispose()
    # The dossiers are the sources' own; a source is no part of the platform.
    yield from files(region.folder, but=[region.folder / "dossiers"])
    yield from files(temp)


def scan(words: Iterable[str], found: Iterable[Place]) -> dict[str, set[str]]:
    """Where each word that was found stands."""
    tracers, where = Tracers(words), defaultdict(set)
    for place, content in found:
        for word in tracers.found(content):
            where[word].add(place)
    return dict(where)


def play(region: Region) -> str:
    """Look through every face, with a source down as well; take one value over. What was shown."""
    resident, nurse, adviser = map(region.person, ("devries", "verpleegkundige", "geriater"))
    intake = asked(resident)
    assert nurse.post(f"/intakes/{intake}/claim")[0] == 200
    page = Pages(region, "verpleegkundige")
    shown = [json.dumps(nurse.get(f"/views/{intake}"))]
    for who in ("verpleegkundige", "geriater"):
        permit = {"organization_id": region.organization_of(who), "decision": "permit"}
        assert resident.put(f"/consents/{uuid4()}", **permit)[0] == 200
    shown += [
        json.dumps(nurse.get(f"/views/{intake}")[1], ensure_ascii=False),
        stream(nurse, intake),
    ]
    shown += [page.get(f"/inzage/{intake}")]
    status, made = nurse.post(
        "/consults", intake=intake, organization=region.organization_of("geriater"),
        role="klinisch-geriater", question="Wat denkt u?", facts=GOOD,
    )  # fmt: skip
    assert status == 201
    shown += [json.dumps(adviser.get(f"/views/{intake}")[1], ensure_ascii=False)]
    assert adviser.post(f"/consults/{made['id']}/answer", text="Bouw af.")[0] == 200
    shown += [page.take_over(intake, ITEM, fact="vallen12mnd", value="3", known_by="Gebeld.")]
    behave(region, "ziekenhuis", "fail")
    behave(region, "huisarts", "malformed")
    shown += [json.dumps(nurse.get(f"/views/{intake}")[1]), page.get(f"/inzage/{intake}")]
    assert "not_reached" in shown[-2]
    return "\n".join(shown)


def asked(resident: Person) -> str:
    status, begun = resident.post("/intakes")
    assert status == 201
    path = f"/intakes/{begun['id']}"
    answers = {one["fact"]: "false" for one in resident.get(path)[1]["next"]["questions"]}
    answers |= {"hulpvraag": "vallen", "thuiswonend": "true", "vallen12mnd": "2"}
    for fact, value in answers.items():
        assert resident.post(f"{path}/answers", fact=fact, value=value)[0] == 200
    return str(begun["id"])


def stream(who: Person, intake: str) -> str:
    """The look as events, read to the end."""
    headers = {"Authorization": f"Bearer {who.token}", "Accept": "text/event-stream"}
    asking = urllib.request.Request(f"{who.base}/api/v1/views/{intake}", headers=headers)
    with urllib.request.urlopen(asking, timeout=15) as answer:
        told: str = answer.read().decode()
    assert "event: end" in told
    return told


def behave(region: Region, source: str, mode: str) -> None:
    found = json.loads((region.folder / "sources.json").read_text())
    (base,) = [one["base_url"] for one in found if one["id"] == source]
    address = base.removesuffix("/fhir") + "/__sandbox__/behaviour"
    urllib.request.urlopen(address, json.dumps({"mode": mode}).encode(), timeout=5).close()


class Pages:
    """A browser without scripts, in which this persona logged in."""

    def __init__(self, region: Region, who: str) -> None:
        settings, one = settings_of(region), persona(who)
        engine = open_engine(settings.database)
        with Session(engine) as session:
            login = NewLogin(
                one.account_id, one.kind, one.acr, membership_id=sandbox_id("membership", who)
            )
            token = open_session(session, Vault(settings.keyset_path), login)
            self._cookies = {"nz_session": token}
            session.commit()
        engine.dispose()
        self._base = region.base

    def get(self, path: str, fields: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(fields).encode() if fields else None
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Origin": self._base}
        asking = urllib.request.Request(self._base + path, body, headers)
        with urllib.request.urlopen(asking, timeout=15) as answer:
            told: str = answer.read().decode()
            given = answer.headers.get_all("Set-Cookie", [])
        self._cookies |= dict(one.split(";")[0].split("=", 1) for one in given)
        return told

    def take_over(self, intake: str, words: str, **given: str) -> str:
        """Both forms of taking a value over, as a person fills them in. What they showed."""
        page = self.get(f"/inzage/{intake}")
        choosing = self.get(f"/inzage/{intake}/kiezen", _fields(page, words))
        done = self.get(f"/inzage/{intake}/overnemen", {**_fields(choosing, "overnemen"), **given})
        assert "De waarde staat in de zorgvraag" in done
        return choosing + done


def _fields(page: str, words: str) -> dict[str, str]:
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if words in one)
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}
