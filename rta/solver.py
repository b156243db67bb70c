"""One question that carries every proof: is there a point of a region that lies in no box? Pure.

A point has one atom per fact; a box is a set of atoms per fact, so a row of a table is a box, and a
region is one too. Boxes are bits, so that all of them are narrowed at once. A free point is found
or proved absent; past the node limit neither is claimed.
"""

from collections.abc import Mapping, Sequence

from .hits import rows_of

NODES = 20_000
Region = tuple[int, ...]


class NotProved(Exception):
    """More nodes than allowed: nothing was found and nothing was proved."""


class Space:
    """Facts with their atoms, and boxes over them. `hit[f][atom]` are the boxes of that atom."""

    def __init__(
        self,
        hit: Sequence[Sequence[int]],
        open_boxes: Sequence[int],
        count: int,
        nodes: int = NODES,
    ) -> None:
        self.hit = [list(per_atom) for per_atom in hit]
        self.open = list(open_boxes)
        self.count = count
        self.left = nodes
        self.facts: Sequence[int] = range(len(self.hit))
        self._spans: list[dict[int, tuple[int, int]]] = [{} for _ in self.hit]
        self._failed: set[tuple[int, tuple[int, ...]]] = set()

    def add(self, box: Mapping[int, int]) -> int:
        """One more box, as the atoms per fact it looks at; its bit is the answer."""
        bit = 1 << self.count
        self.count += 1
        for fact in range(len(self.hit)):
            atoms = box.get(fact)
            if atoms is None:
                self.open[fact] |= bit
                atoms = (1 << len(self.hit[fact])) - 1
            for atom in rows_of(atoms):
                self.hit[fact][atom] |= bit
            self._spans[fact].clear()
        return bit

    def span(self, fact: int, atoms: int) -> tuple[int, int]:
        """The boxes that some of these atoms touch, and those that all of them touch."""
        known = self._spans[fact].get(atoms)
        if known is None:
            some, each = 0, (1 << self.count) - 1
            hit = self.hit[fact]
            for atom in rows_of(atoms):
                some |= hit[atom]
                each &= hit[atom]
            known = self._spans[fact][atoms] = some, each
        return known

    def touching(self, region: Region, boxes: int) -> int:
        """Those of these boxes that share a point with the region; exact, without a search."""
        for fact in self.facts:
            if boxes & ~self.open[fact]:
                boxes &= self.span(fact, region[fact])[0]
        return boxes

    def find(self, region: Region, boxes: int) -> Region | None:
        """A part of the region that none of the boxes touches; None when they cover it whole.

        Raises NotProved past the node limit, which is shared by all questions to this space.
        """
        if not all(region):
            return None
        self.left -= 1
        return self._guess(region, boxes) or self._search(list(region), boxes)

    def _guess(self, region: Region, active: int) -> Region | None:
        """Per fact the atom that touches the fewest boxes still there; often that is enough."""
        point = list(region)
        for fact in self.facts:
            if not active & ~self.open[fact]:
                continue
            hit, fewest = self.hit[fact], active
            for atom in rows_of(region[fact]):
                touched = active & hit[atom]
                if fewest is active or touched.bit_count() < fewest.bit_count():
                    fewest, point[fact] = touched, 1 << atom
            active = fewest
            if not active:
                return tuple(point)
        return None

    def _search(self, domains: list[int], active: int) -> Region | None:
        self.left -= 1
        if self.left < 0:
            raise NotProved
        while True:
            active = self.touching(domains, active)  # type: ignore[arg-type]
            if not active:
                return tuple(domains)
            opened, once, twice, thrice = self._opened(domains, active)
            if active & ~once:
                return None  # a box that no fact can leave covers all that is left
            unit = once & ~twice
            if unit:
                if not self._leave(domains, opened, unit):
                    return None
                continue
            groups = [(fact, self._groups(fact, domains[fact], boxes)) for fact, boxes in opened]
            if not self._narrow(domains, groups):
                return self._branch(domains, active, opened, groups, twice & ~thrice)

    def _opened(
        self, domains: Sequence[int], active: int
    ) -> tuple[list[tuple[int, int]], int, int, int]:
        """Per fact the boxes it can still leave; and the boxes with one, two, three such facts."""
        once = twice = thrice = 0
        opened = []
        for fact in self.facts:
            if not active & ~self.open[fact]:
                continue
            boxes = active & ~self.span(fact, domains[fact])[1]
            if boxes:
                opened.append((fact, boxes))
                thrice |= twice & boxes
                twice |= once & boxes
                once |= boxes
        return opened, once, twice, thrice

    def _leave(self, domains: list[int], opened: list[tuple[int, int]], unit: int) -> bool:
        """Boxes that only one fact can leave: take their atoms away. False when none is left."""
        for fact, boxes in opened:
            if forced := boxes & unit:
                hit, kept = self.hit[fact], 0
                for atom in rows_of(domains[fact]):
                    if not hit[atom] & forced:
                        kept |= 1 << atom
                if not kept:
                    return False
                domains[fact] = kept
        return True

    def _groups(self, fact: int, atoms: int, boxes: int) -> dict[int, int]:
        """Atoms by the boxes they touch."""
        groups: dict[int, int] = {}
        hit = self.hit[fact]
        for atom in rows_of(atoms):
            touched = hit[atom] & boxes
            groups[touched] = groups.get(touched, 0) | 1 << atom
        return groups

    def _narrow(self, domains: list[int], groups: list[tuple[int, dict[int, int]]]) -> bool:
        """Drop atoms that touch whatever another touches, and more; whether any was dropped."""
        dropped = False
        for fact, found in groups:
            least: list[int] = []
            for touched in sorted(found, key=int.bit_count):
                if all(one & ~touched for one in least):
                    least.append(touched)
            if len(least) < len(found):
                domains[fact] = sum(found[touched] for touched in least)
                dropped = True
        return dropped

    def _branch(
        self,
        domains: list[int],
        active: int,
        opened: list[tuple[int, int]],
        groups: list[tuple[int, dict[int, int]]],
        pairs: int,
    ) -> Region | None:
        key = active, tuple(domains[fact] for fact, _ in opened)
        if key in self._failed:
            return None
        scores = [4 * (boxes & pairs).bit_count() + boxes.bit_count() for _, boxes in opened]
        fact, found = groups[scores.index(max(scores))]
        for touched in sorted(found, key=int.bit_count):
            narrowed = domains.copy()
            narrowed[fact] = found[touched]
            free = self._search(narrowed, active)
            if free is not None:
                return free
        self._failed.add(key)
        return None
