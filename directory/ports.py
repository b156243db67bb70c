"""The search port: which services match these words, best first. Place and room are asked elsewhere."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from .model import Service


class CatalogueIndex(Protocol):
    """Finds services by words, with singular and plural, and one typing error per word forgiven."""

    def rebuild(self, services: Iterable[Service]) -> None: ...

    def search(self, text: str, limit: int) -> tuple[UUID, ...]: ...
