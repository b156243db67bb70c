"""The twin of the search port: a plain scan, for tests and as the fallback when an index fails."""

from collections.abc import Iterable
from uuid import UUID

from .model import Service


class MemoryIndex:
    def __init__(self) -> None:
        self._services: list[Service] = []

    def rebuild(self, services: Iterable[Service]) -> None:
        self._services = list(services)

    def search(self, text: str, limit: int) -> tuple[UUID, ...]:
        words = text.lower().split()[:8]
        if not words:
            return ()
        found = [s.id for s in self._services if all(_has(s, word) for word in words)]
        return tuple(found[:limit])


def _has(service: Service, word: str) -> bool:
    """Whether a word of the service begins like this, up to its ending or one typing error."""
    there = " ".join(
        (service.name, service.organization_name, service.service_type.replace("-", " "),
         service.place, service.postcode4, service.for_whom)
    ).lower().split()  # fmt: skip
    return any(_near(candidate, word) for candidate in there)


def _near(candidate: str, word: str) -> bool:
    if candidate.startswith(word) or (len(word) > 4 and candidate.startswith(word.rstrip("en"))):
        return True
    if len(word) <= 3 or abs(len(candidate) - len(word)) > 1:
        return False
    return any(_cut(candidate, i) == _cut(word, j) for i in range(-1, len(candidate))
               for j in range(max(-1, i - 1), min(len(word), i + 2)))  # fmt: skip


def _cut(text: str, at: int) -> str:
    return text if at < 0 else text[:at] + text[at + 1 :]
