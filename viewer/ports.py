"""What the viewer needs from outside: sources that can be asked about a person."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Protocol

from .model import Answer, Person, Query, Source

Asked = Iterable[tuple[Source, tuple[Query, ...]]]


class Sources(Protocol):
    """Registered sources. Nothing that they say is kept."""

    def registered(self) -> tuple[Source, ...]:
        """All sources that may be asked, in a fixed order."""

    def ask(self, person: Person, asked: Asked) -> Generator[Answer, None, None]:
        """Each answer as it arrives, one for each source and query; ends within the deadline.

        An answer with query None is about all queries of its source. Closing it stops the asking.
        """
