"""After looking into dossiers and taking one value over, no word of them is left but that value's own.

The scan first finds a planted word in each store and in each form, so that "nothing found" says something.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import shutil
import sqlite3
import urllib.parse
import urllib.request
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from dossier_words import words_of
from practice_region import Person, Region, a_running_region
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from stores import Place, Sealed, as_id, columns, files
from tracers import Tracers

from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.db import open_engine
from netwerkzorg.platform.sessions import NewLogin, open_session
from netwerkzorg.platform.vault import Vault
from netwerkzorg.sandbox.personas import persona, sandbox_id
from netwerkzorg.sandbox.population import test_bsn as bsn_of

pytestmark = pytest.mark.slow
SOURCES = ("huisarts", "ziekenhuis", "thuiszorg")
AUTHOR = "Zwanepol-Verhulst"
ITEM = "drempelplankje"
OF_ONE_VALUE = {"triage_fact.source_ref", "rta_receipt.body", "triage_timeline.text"}
PLANTED = "Struisvogelbalkonnetjé"
GOOD = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
        "samenvatting": True}  # fmt: skip


@dataclass
class Played:
    """A region in which the story was played, still running; `shown` is what people got to see."""

    region: Region
    temp: Path
    words: frozenset[str]
    shown: str
    before: dict[str, set[str]]

    @property
    def settings(self) -> Settings:
        return settings_of(self.region)

    def engine(self) -> Engine:
        return engine_of(self.settings)

    def places(self) -> Iterator[Place]:
        yield from places(self.region, self.temp)


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


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder, temp = tmp_path_factory.mktemp("region"), tmp_path_factory.mktemp("temp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temp))
        with a_running_region(folder, "--people", "120") as region:
            words = words_of(region.folder / "dossiers", bsn_of(0))
            before = scan(words, places(region, temp))
            shown = play(region)
            yield Played(region, temp, words, shown, before)


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


def test_the_words_were_looked_at(played: Played) -> None:
    """A word that nobody got to see proves nothing by being absent."""
    seen = {word for word in played.words if word in played.shown}
    print(f"{len(played.words)} words searched, {len(seen)} of them shown")
    assert len(played.words) >= 90
    assert len(seen) >= 60
    assert AUTHOR in seen


def test_nothing_was_there_before(played: Played) -> None:
    assert played.before == {}, "words of the dossiers only"


def test_only_the_value_that_was_taken_over_is_left(played: Played) -> None:
    where = scan(played.words, played.places())
    assert where.pop(AUTHOR) == OF_ONE_VALUE
    assert where == {}


FORMS = {
    "as it is": PLANTED.encode(),
    "in capitals": PLANTED.replace("é", "e").upper().encode(),
    "as JSON escapes it": json.dumps(PLANTED).encode(),
    "as HTML": html.escape(PLANTED).encode(),
    "in an address": urllib.parse.quote(PLANTED).encode(),
    "as hexadecimal": PLANTED.encode().hex().encode(),
    "UTF-16": PLANTED.encode("utf-16-le"),
    "UTF-16, the other way": PLANTED.encode("utf-16-be"),
    **{f"base64 after {n}": base64.b64encode(b"x" * n + PLANTED.encode() + b"yy") for n in range(3)},
    "base64 for addresses": base64.urlsafe_b64encode(b"?>" + PLANTED.encode()),
    "gzip": b"before" + gzip.compress(PLANTED.encode() * 3) + b"after",
    "zlib": b"before" + zlib.compress(PLANTED.encode() * 3),
    "gzip in base64": b"xx" + base64.b64encode(gzip.compress(PLANTED.encode() * 9)),
    "gzip, cut off": gzip.compress(b"z" * 2000 + PLANTED.encode())[:-8],
    "JSON in gzip in gzip": gzip.compress(gzip.compress(json.dumps([PLANTED]).encode())),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_planted_word_is_found_in_each_form(form: str) -> None:
    tracers = Tracers([PLANTED, PLANTED.replace("é", "e")])
    assert tracers.found(FORMS[form]), form
    assert not Tracers(["Kwikstaartlantaarn"]).found(FORMS[form])


@pytest.fixture(scope="module")
def copy(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The region's folder, to plant words in."""
    folder = tmp_path_factory.mktemp("copy") / "var"
    shutil.copytree(played.region.folder, folder, ignore=shutil.ignore_patterns("dossiers", "bell"))
    return folder


def test_a_planted_file_line_and_temp_file_are_found(played: Played, copy: Path) -> None:
    with (copy / "logs" / "worker.log").open("a") as log:
        log.write(f'{{"event":"x","what":"{PLANTED}"}}\n')
    (copy / "provider" / "kept.tmp").write_bytes(FORMS["gzip"])
    (found,) = scan([PLANTED], files(copy)).values()
    assert found == {"file logs/worker.log", "file provider/kept.tmp"}


def test_a_planted_row_is_found_open_and_sealed(played: Played, copy: Path) -> None:
    vault = Vault(played.settings.keyset_path)
    engine = create_engine(f"sqlite:///{copy / 'netwerkzorg.db'}")
    with engine.begin() as connection:
        row = connection.execute(
            text("SELECT t.id, i.resident_id, k.wrapped FROM triage_timeline t"
                 " JOIN triage_intake i ON i.id = t.intake_id"
                 " JOIN platform_key k ON k.resident_id = i.resident_id LIMIT 1")
        ).one()  # fmt: skip
        number, resident = as_id(row[0]), as_id(row[1])
        assert isinstance(resident, UUID)
        key = vault.key(resident, row[2])
        sealed = key.encrypt(PLANTED.encode(), f"triage_timeline|text|{number}".encode())
        where = {"id": row[0], "sealed": sealed, "open": PLANTED}
        connection.execute(text("UPDATE triage_timeline SET text = :sealed WHERE id = :id"), where)
        connection.execute(text("UPDATE platform_organization SET phone = :open"), where)
    (found,) = scan([PLANTED], columns(engine, vault)).values()
    assert found == {"triage_timeline.text", "platform_organization.phone"}
    with engine.begin() as connection:
        connection.execute(text("UPDATE triage_timeline SET text = x'00' WHERE id = :id"), where)
    with pytest.raises(Sealed, match=r"triage_timeline\.text"):
        list(columns(engine, vault))
    engine.dispose()


def test_a_planted_free_page_and_write_ahead_log_are_found(copy: Path) -> None:
    database = copy / "netwerkzorg.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE gone (words)")
        connection.execute(
            "INSERT INTO gone VALUES (?)", ("vrijgegeven" + "Kalebasvijzelbak" * 400,)
        )
        connection.execute("DROP TABLE gone")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert scan(["Kalebasvijzelbak"], files(copy)) == {
            "Kalebasvijzelbak": {"file netwerkzorg.db"}
        }
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE fresh (words)")
        connection.execute("INSERT INTO fresh VALUES (?)", ("Hazewindkoekoek",))
        assert scan(["Hazewindkoekoek"], files(copy)) == {
            "Hazewindkoekoek": {"file netwerkzorg.db-wal"}
        }
