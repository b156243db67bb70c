"""Who hands over to whom, and where that goes round. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import Agreement, Place

LONGEST, MOST = 6, 2_000


@dataclass(frozen=True, slots=True)
class Edge:
    """One handover or way back. `parts` are the conditions of the agreement that must all hold."""

    agreement: Agreement
    place: Place
    sender: str
    receiver: str
    parts: tuple[str, ...]


def edges(agreements: Sequence[Agreement]) -> list[Edge]:
    """Every handover of a step; and every way back, from each role that gives care, to another."""
    found = []
    for one in agreements:
        for n, step in enumerate(one.steps):
            over = step.hands_over
            if over:
                parts = (f"step:{n}", f"hands_over:{n}")
                found.append(Edge(one, step.place, step.role, over.to, parts))
            for m, back in enumerate(one.back_referral):
                if step.phase == "care" and step.role != back.to:
                    parts = (f"step:{n}", f"back_referral:{m}")
                    found.append(Edge(one, back.place, step.role, back.to, parts))
    return found


def loops(agreements: Sequence[Agreement]) -> Iterator[tuple[Edge, ...]]:
    """Every way to come back to the role one started from, each once, shortest first."""
    every = edges(agreements)
    seen: set[frozenset[int]] = set()
    paths: list[tuple[int, ...]] = [(n,) for n in range(len(every))]
    for _ in range(LONGEST):
        longer = []
        for path in paths:
            last, first = every[path[-1]], every[path[0]]
            if last.receiver == first.sender:
                if frozenset(path) not in seen:
                    seen.add(frozenset(path))
                    yield tuple(every[n] for n in path)
                continue
            passed = {every[n].sender for n in path}
            longer += [
                (*path, n)
                for n, edge in enumerate(every)
                if edge.sender == last.receiver and edge.receiver not in passed - {first.sender}
            ]
        paths = longer[:MOST]
