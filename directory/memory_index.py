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
    return len(word) > 3 and _one_error(candidate, word)


def _one_error(one: str, other: str) -> bool:
    """Whether one letter too many, too few, another, or two swapped makes the difference."""
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return abs(len(one) - len(other)) <= 1
    a, b = one[start:], other[start:]
    swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
