"""What was measured, beside its goal, in words a reader cannot misread."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `most`/`least`: the goal, in the same unit; without either it is only told."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    digits: int = 1

    @property
    def meets(self) -> bool | None:
        if self.most is None and self.least is None:
            return None
        above = self.least is None or self.value >= self.least
        return above and (self.most is None or self.value <= self.most)

    def line(self) -> str:
        told = f"  {self.what:<58} {self.value:>9.{self.digits}f} {self.unit:<5}"
        if self.meets is None:
            return told
        goal = f"hoogstens {self.most:g}" if self.most is not None else f"minstens {self.least:g}"
        return f"{told} doel {goal:<14} {'haalt het' if self.meets else 'haalt het niet'}"


@dataclass(slots=True)
class Report:
    """Prints as it grows, and once more at the end what missed its goal."""

    figures: list[Figure] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def section(self, title: str) -> None:
        load = os.getloadavg()[0]
        print(f"\n== {title} (belasting van de machine: {load:.1f})", flush=True)

    def say(self, line: str) -> None:
        print(f"  {line}", flush=True)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def skip(self, what: str) -> None:
        self.absent.append(what)
        print(f"  niet gemeten: {what}", flush=True)

    def close(self) -> bool:
        """Sum up; True when every goal was met and nothing was left out."""
        judged = [one for one in self.figures if one.meets is not None]
        missed = [one for one in judged if not one.meets]
        print(f"\n== samen: {len(judged) - len(missed)} van {len(judged)} doelen gehaald")
        for one in missed:
            print(one.line())
        for what in self.absent:
            print(f"  niet gemeten: {what}")
        return not missed and not self.absent


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
