"""After looking into dossiers and taking one value over, no word of them is left but that value's own.

The scan first finds a planted word in each store and in each form, so that "nothing found" says something.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import shutil
import sqlite3
import urllib.parse
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from dossier_words import words_of
from looking_around import places, play, scan, settings_of
from practice_region import Region, a_running_region
from sqlalchemy import create_engine, text
from stores import Place, Sealed, as_id, columns, files
from tracers import Tracers

from netwerkzorg.platform.config import Settings
from netwerkzorg.platform.vault import Vault
from netwerkzorg.sandbox.population import test_bsn as bsn_of

pytestmark = pytest.mark.slow
AUTHOR = "Zwanepol-Verhulst"
OF_ONE_VALUE = {"triage_fact.source_ref", "rta_receipt.body", "triage_timeline.text"}
PLANTED = "Struisvogelbalkonnetjé"


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

    def places(self) -> Iterator[Place]:
        yield from places(self.region, self.temp)


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
