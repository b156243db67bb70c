"""Everything in which a region keeps something: each place with its bytes, sealed values opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import tink
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from netwerkzorg.platform.vault import Vault

# Bytes that hold no text: fingerprints, salts, wrapped keys. All other bytes in the database must open,
# or be text that anybody may read (agreements).
FINGERPRINTS = frozenset({
    "platform_audit.hash", "platform_audit.prev_hash", "platform_audit.payload_commit",
    "platform_audit.salt", "platform_audit_head.hash", "platform_idempotency.fingerprint",
    "platform_key.wrapped", "platform_used_state.state_hash", "platform_pending.token_hash",
    "platform_session.token_hash", "directory_resident.bsn_index",
})  # fmt: skip
OPEN_TEXTS = frozenset({"rta_agreement.text", "rta_draft_revision.text"})
Place = tuple[str, bytes]
Row = Mapping[str, Any]


def files(folder: Path, *, but: Sequence[Path] = ()) -> Iterator[Place]:
    """Every file under the folder, with the database's own: pages in use, free pages, write-ahead log."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path.is_relative_to(one) for one in but):
            yield f"file {path.relative_to(folder)}", path.read_bytes()


def columns(engine: Engine, vault: Vault) -> Iterator[Place]:
    """Every column of every table as text, sealed values opened. Raises Sealed for one that stays shut."""
    tables = {name: _rows(engine, name) for name in inspect(engine).get_table_names()}
    opener = _Opener(vault, tables)
    for table, rows in tables.items():
        told: dict[str, list[bytes]] = defaultdict(list)
        for row in rows:
            for column, value in row.items():
                if value is not None:
                    told[column].append(_told(opener, table, column, value, row))
        for column, values in told.items():
            yield f"{table}.{column}", b"\n\0\n".join(values)


class Sealed(Exception):
    """Nobody can say what stands here: a scan that passes over it would prove nothing."""


def _told(opener: _Opener, table: str, column: str, value: Any, row: Row) -> bytes:
    if not isinstance(value, bytes | memoryview):
        return str(value).encode()
    raw, place = bytes(value), f"{table}.{column}"
    if place in FINGERPRINTS or place in OPEN_TEXTS:
        return raw
    opened = opener.opened(table, column, raw, row)
    if opened is None:
        raise Sealed(place)
    return opened


class _Opener:
    """Opens with the key of whom a row is about, else with the region's own."""

    def __init__(self, vault: Vault, tables: Mapping[str, Sequence[Row]]) -> None:
        self._vault = vault
        self._keys = {
            resident: vault.key(resident, bytes(row["wrapped"]))
            for row in tables.get("platform_key", ())
            if (resident := as_id(row["resident_id"]))
        }
        self._about: dict[UUID, UUID] = {}
        for rows in tables.values():
            for row in rows:
                thing, resident = as_id(row.get("id")), as_id(row.get("resident_id"))
                if thing and resident:
                    self._about[thing] = resident

    def opened(self, table: str, column: str, raw: bytes, row: Row) -> bytes | None:
        ids = [found for value in row.values() if (found := as_id(value))]
        about = {self._about.get(one, one) for one in ids} & self._keys.keys()
        for resident in sorted(about) or list(self._keys):
            for one in ids:
                try:
                    place = f"{table}|{column}|{one}".encode()
                    return bytes(self._keys[resident].decrypt(raw, place))
                except tink.TinkError:
                    continue
        return self._by_house(raw, ids)

    def _by_house(self, raw: bytes, ids: Sequence[UUID]) -> bytes | None:
        for purpose in ("session|name", "session|hint", "platform_idempotency", "platform_pending"):
            for one in ids:
                try:
                    return self._vault.unseal_for_house(f"{purpose}|{one}", raw)
                except tink.TinkError:
                    continue
        return None


def as_id(value: Any) -> UUID | None:
    """A UUID as each database gives it: itself, or 32 hexadecimal characters."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) and len(value) in (32, 36) else None
    except ValueError:
        return None


def _rows(engine: Engine, table: str) -> list[Row]:
    with engine.connect() as connection:
        try:
            return [row._asdict() for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
        except DBAPIError as error:
            raise AssertionError(f"{table} cannot be read") from error
