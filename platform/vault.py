"""Personal data is sealed: one data key per resident, wrapped by the region's keyset.

Erasing a resident is destroying that key. Associated data is `table|column|row`, so a sealed value that
is moved to another row cannot be opened.
"""

import hashlib
import hmac
import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from uuid import UUID

import tink
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column
from tink import aead, secret_key_access

from .outcome import Absent
from .tables import Base

aead.register()
# The same AES-256-GCM that tink uses, without prefix, so that a list of 100 names opens in a millisecond.
_TEMPLATE = aead.aead_key_templates.AES256_GCM_RAW
_KEPT_OPEN = 4096


class KeyRow(Base):
    """The wrapped data key of one resident. No row: never had one, or erased."""

    __tablename__ = "platform_key"

    resident_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]


def create_keyset(path: Path) -> None:
    """Make a new keyset, readable by its owner only. Refuses to overwrite: that would erase everybody."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    text = tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


class Vault:
    """Seals and unseals. Opened keys are remembered by their wrapped bytes, never past those."""

    def __init__(self, keyset: Path) -> None:
        text = keyset.read_text(encoding="utf-8")
        handle = tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN)
        self._master: aead.Aead = handle.primitive(aead.Aead)
        derive = HKDF(hashes.SHA256(), 32, salt=None, info=b"netwerkzorg blind index")
        self._blind_key = derive.derive(text.encode())
        self._open: OrderedDict[bytes, aead.Aead] = OrderedDict()
        self._lock = Lock()

    def blind(self, text: str) -> bytes:
        """A keyed fingerprint, to find a row without being able to read it. 32 bytes."""
        return hmac.new(self._blind_key, text.encode(), hashlib.sha256).digest()

    def seal_for_house(self, purpose: str, content: bytes) -> bytes:
        """Seal something that belongs to no resident, such as a form kept during a login."""
        return bytes(self._master.encrypt(content, purpose.encode()))

    def unseal_for_house(self, purpose: str, sealed: bytes) -> bytes:
        return bytes(self._master.decrypt(sealed, purpose.encode()))

    def new_key(self, resident_id: UUID) -> bytes:
        """A fresh data key for this resident, wrapped."""
        handle = tink.new_keyset_handle(_TEMPLATE)
        return bytes(
            tink.proto_keyset_format.serialize_encrypted(handle, self._master, resident_id.bytes)
        )

    def key(self, resident_id: UUID, wrapped: bytes) -> aead.Aead:
        with self._lock:
            found = self._open.get(wrapped)
            if found is not None:
                self._open.move_to_end(wrapped)
                return found
        handle = tink.proto_keyset_format.parse_encrypted(wrapped, self._master, resident_id.bytes)
        opened: aead.Aead = handle.primitive(aead.Aead)
        with self._lock:
            self._open[wrapped] = opened
            if len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
        return opened


class Keyring:
    """The data keys that one unit of work uses, read from the database in that work."""

    def __init__(self, vault: Vault, session: Session) -> None:
        self._vault = vault
        self._session = session
        self._keys: dict[UUID, aead.Aead] = {}

    def preload(self, resident_ids: set[UUID]) -> None:
        wanted = sorted(resident_ids - self._keys.keys())
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            rows = self._session.execute(
                select(KeyRow.resident_id, KeyRow.wrapped).where(KeyRow.resident_id.in_(some))
            )
            for resident_id, wrapped in rows:
                self._keys[resident_id] = self._vault.key(resident_id, wrapped)

    def seal(self, resident_id: UUID, place: str, text: str) -> bytes:
        return bytes(self._to_seal(resident_id).encrypt(text.encode(), place.encode()))

    def unseal(self, resident_id: UUID, place: str, sealed: bytes) -> str:
        """The text again. Raises Absent when the resident's key was destroyed."""
        key = self._keys.get(resident_id)
        if key is None:
            self.preload({resident_id})
            key = self._keys.get(resident_id)
        if key is None:
            raise Absent("erased")
        return bytes(key.decrypt(sealed, place.encode())).decode()

    def _to_seal(self, resident_id: UUID) -> aead.Aead:
        self.preload({resident_id})
        if resident_id not in self._keys:
            wrapped = self._vault.new_key(resident_id)
            self._session.add(KeyRow(resident_id, wrapped))
            self._keys[resident_id] = self._vault.key(resident_id, wrapped)
        return self._keys[resident_id]
