"""A source that keeps failing gets rest, so that it does not cost every view its deadline."""

from __future__ import annotations

from dataclasses import dataclass, field

OPENS_AFTER = 5
RESTS = 30.0


@dataclass
class Breaker:
    """Per source: five failed visits in a row open it for half a minute; then one visit may try."""

    failures: dict[str, int] = field(default_factory=dict)
    opened_at: dict[str, float] = field(default_factory=dict)

    def lets_through(self, source_id: str, now: float) -> bool:
        opened = self.opened_at.get(source_id)
        if opened is None:
            return True
        if now - opened < RESTS:
            return False
        self.opened_at[source_id] = now  # the next one waits until this visit has shown how it went
        return True

    def went(self, source_id: str, well: bool, now: float) -> None:
        if well:
            self.failures.pop(source_id, None)
            self.opened_at.pop(source_id, None)
            return
        self.failures[source_id] = self.failures.get(source_id, 0) + 1
        if self.failures[source_id] >= OPENS_AFTER:
            self.opened_at[source_id] = now
