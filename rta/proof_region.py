"""The proof over several agreements together: one fact one meaning, no contradiction, no loop. Pure."""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from .compiling import Compiled, Table
from .findings import Found
from .handing import Edge, loops
from .hits import Outcome, rows_of
from .joined import Joined, name_of
from .model import LIST_HITS, Agreement, Never, Place
from .persons import Known, person, person_words, texts
from .solver import NODES, NotProved, Region
from .ways import Way, Ways, base_of, meet
from .words import Labels

Start = tuple[Agreement, Never, Agreement, str]


class RegionProof:
    """All questions about agreements together; with `about` only those that name one of these."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        labels: Labels,
        about: Collection[str] | None = None,
        nodes: int = NODES,
    ) -> None:
        self.agreements, self.labels, self.about = tuple(agreements), labels, about
        self.joined, self.nodes = Joined(agreements), nodes

    def findings(self) -> Iterator[Found]:
        different = tuple(differences(self.agreements))
        yield from different
        compiled = self.joined.compiled
        if different or compiled is None or not self.agreements:
            return
        self.compiled: Compiled = compiled
        self.ways = Ways(compiled, nodes=self.nodes)
        self.reaches = {
            one.id: self.joined.reach(compiled, self.ways, one) for one in self.agreements
        }
        yield from self._contradictions()
        yield from self._loops()
        yield from self._joint_gaps()

    def _found(
        self, one: Agreement, place: Place, code: str, words: str, known: Known, about: str
    ) -> Found:
        who = person_words(self._named(), known, self.labels)
        told = texts(self._named(), known)
        return Found(
            place, code, words, one.id, one.version, person=who, facts=told, about=about,
            note=code == "joint_gap",
        )  # fmt: skip

    def _named(self) -> Agreement:
        return self.compiled.agreement

    def _asked(self, *ids: str) -> bool:
        return self.about is None or any(one in self.about for one in ids)

    def _table(self, one: Agreement, part: str) -> Table:
        return self.compiled.tables[name_of(one, part)]

    # Contradictions: a route that another agreement forbids for the same person.

    def _contradictions(self) -> Iterator[Found]:
        for one in self.agreements:
            for number, never in enumerate(one.never):
                for other in self.agreements:
                    if one.subject == other.subject and self._asked(one.id, other.id):
                        yield from self._forbidden(one, number, never, other)

    def _forbidden(
        self, one: Agreement, number: int, never: Never, other: Agreement
    ) -> Iterator[Found]:
        start = meet(self.reaches[one.id], self.reaches[other.id])
        if not all(start):
            return
        forbids = self._table(one, f"never:{number}")
        for name, decision in other.decisions.items():
            for output, column in decision.gives.items():
                if column.type != "service_type":
                    continue
                asks = self._table(other, name)
                try:
                    free = self._together(forbids, asks, output, never.route, start)
                except NotProved:
                    words = (
                        f"Of “{other.id}” {never.route} adviseert waar dat niet mag: niet bewezen."
                    )
                    yield self._found(
                        one, never.place, "not_proved", words, {}, f"{other.id}/{name}"
                    )
                    return
                if free is not None:
                    yield self._contradiction(one, never, other, (forbids, asks, output), free)
                    return

    def _together(
        self, forbids: Table, asks: Table, output: str, route: str, start: Region
    ) -> Region | None:
        """Somebody whom the one forbids what the other asks."""
        self.ways.space.left = self.nodes
        for way in self.ways.through(_closures(forbids, asks), start):
            if way.clash:
                continue
            for box in self.ways.boxes(forbids, 0, way):
                here = Way(meet(way.region, box.region), way.blocked, way.said)
                free = self._asking(here, asks, _rows(asks, output, route))
                if free is not None:
                    return free
        return None

    def _asking(self, way: Way, asks: Table, rows: int) -> Region | None:
        if asks.policy.hit in LIST_HITS:
            for row in rows_of(rows):
                for box in self.ways.boxes(asks, row, way):
                    free = self.ways.space.find(meet(way.region, box.region), way.blocked)
                    if free is not None:
                        return free
            return None
        for longer in self.ways.extend(way, asks):
            if _gives(longer.said[asks.id], rows):
                return self.ways.space.find(longer.region, longer.blocked)
        return None

    def _contradiction(
        self, one: Agreement, never: Never, other: Agreement, asked: tuple[Table, Table, str],
        free: Region,
    ) -> Found:  # fmt: skip
        forbids, asks, output = asked
        rows = _rows(asks, output, never.route)

        def surely(known: Known) -> bool:
            base = self._within(known, (one, other))
            if base is None:
                return False
            ways = Ways(self.compiled, base, nodes=self.nodes)
            return all(
                _always(ways, way, forbids, 1) and _always(ways, way, asks, rows)
                for way in ways.through(_closures(forbids, asks))
            )

        used = {
            *forbids.closure_facts,
            *asks.closure_facts,
            *one.applies.facts,
            *other.applies.facts,
        }
        facts = [fact for fact in self.compiled.domains if fact in used]
        known = person(self.compiled, free, facts, surely)
        who = person_words(self._named(), known, self.labels)
        route = self.labels.service_types.get(never.route, never.route)
        says = "dezelfde afspraak" if one is other else f"“{other.id}”"
        words = f"Nooit “{route}”, maar {says} adviseert dat wel voor {who}."
        return self._found(
            one, never.place, "contradiction", words, known, f"{other.id}:{never.route}"
        )

    def _within(self, known: Known, those: Sequence[Agreement]) -> Region | None:
        """What people with these answers can still be; None when one may not apply to them."""
        base = base_of(self.compiled, known)
        for one in those:
            base = meet(base, self.ways.box(self._table(one, "range"), 0).region)
        for one in those:
            inside = self.ways.box(self._table(one, "applies"), 0).region
            if any(have & ~wanted for have, wanted in zip(base, inside, strict=True)):
                return None
        return base if all(base) else None

    # Loops: roles that hand somebody over to each other.

    def _loops(self) -> Iterator[Found]:
        for loop in loops(self.agreements):
            if not self._asked(*(edge.agreement.id for edge in loop)):
                continue
            free = self._walkable(loop)
            if free is not None:
                yield self._loop(loop, free)

    def _walkable(self, loop: Sequence[Edge]) -> Region | None:
        """Somebody for whom every handover of the loop holds at once."""
        tables = [self._table(edge.agreement, part) for edge in loop for part in edge.parts]
        start = self.joined.everybody(self.compiled)
        for edge in loop:
            start = meet(start, self.reaches[edge.agreement.id])
        self.ways.space.left = self.nodes
        for way in self.ways.through(_closures(*tables), start) if all(start) else ():
            regions = [way.region]
            for table in tables:
                boxes = self.ways.boxes(table, 0, way)
                regions = [meet(region, box.region) for region in regions for box in boxes]
            for region in regions:
                free = self.ways.space.find(region, way.blocked)
                if free is not None and not way.clash:
                    return free
        return None

    def _loop(self, loop: Sequence[Edge], free: Region) -> Found:
        tables = [self._table(edge.agreement, part) for edge in loop for part in edge.parts]
        those = [edge.agreement for edge in loop]

        def surely(known: Known) -> bool:
            base = self._within(known, those)
            if base is None:
                return False
            ways = Ways(self.compiled, base, nodes=self.nodes)
            through = ways.through(_closures(*tables))
            return all(_always(ways, way, table, 1) for way in through for table in tables)

        used = {fact for table in tables for fact in table.closure_facts}
        used |= {fact for one in those for fact in one.applies.facts}
        facts = [fact for fact in self.compiled.domains if fact in used]
        known = person(self.compiled, free, facts, surely)
        roles = [self.labels.roles.get(edge.sender, edge.sender) for edge in loop]
        path = " → ".join((*roles, roles[0]))
        words = (
            f"Deze overdracht loopt rond: {path}, bijvoorbeeld voor "
            f"{person_words(self._named(), known, self.labels)}."
        )
        about = "-".join(edge.sender for edge in loop)
        return self._found(loop[0].agreement, loop[0].place, "handover_loop", words, known, about)

    # Joint gaps: somebody whom no agreement speaks of goes to the team; worth knowing, no failure.

    def _joint_gaps(self) -> Iterator[Found]:
        those = [
            one for one in self.agreements if one.kind == "agreement" and one.subject == "intake"
        ]
        if self.about is not None or len(those) < 2:
            return
        start = _union([self.ways.box(self._table(one, "range"), 0).region for one in those])
        boxes = sum(self.ways.space.add(dict(enumerate(self.reaches[one.id]))) for one in those)
        self.ways.space.left = self.nodes
        try:
            free = self.ways.space.find(start, boxes)
        except NotProved:
            return
        if free is None:
            return

        def nobody(known: Known) -> bool:
            return not self.ways.space.touching(meet(start, base_of(self.compiled, known)), boxes)

        used = {fact for one in those for fact in one.applies.facts}
        facts = [fact for fact in self.compiled.domains if fact in used]
        known = person(self.compiled, free, facts, nobody)
        words = (
            f"Voor {person_words(self._named(), known, self.labels)} geldt geen enkele afspraak; "
            "die vraag gaat naar het integrale team."
        )
        yield Found(
            Place(), "joint_gap", words, person=person_words(self._named(), known, self.labels),
            facts=texts(self._named(), known), note=True,
        )  # fmt: skip


def _closures(*tables: Table) -> tuple[str, ...]:
    """Everything below these tables, each after what it reads, without the tables themselves."""
    return tuple(dict.fromkeys(name for table in tables for name in table.closure[:-1]))


def _rows(table: Table, output: str, route: str) -> int:
    at = table.outputs[output]
    return sum(1 << row for row, record in enumerate(table.policy.records) if record[at] == route)


def _gives(outcome: Outcome, rows: int) -> bool:
    return outcome.kind == "record" and bool(rows >> outcome.rows[0] & 1)


def _always(ways: Ways, way: Way, table: Table, rows: int) -> bool:
    """Whether one of these rows decides for everybody on this way."""
    if way.clash:
        return False
    if table.policy.hit in LIST_HITS or len(table.policy.records) == 1:
        bits = sum(box.bit for row in rows_of(rows) for box in ways.boxes(table, row, way))
        return ways.space.find(way.region, way.blocked | bits) is None
    return all(_gives(longer.said[table.id], rows) for longer in ways.extend(way, table))


def _union(regions: Sequence[Region]) -> Region:
    whole = list(regions[0])
    for region in regions[1:]:
        whole = [a | b for a, b in zip(whole, region, strict=True)]
    return tuple(whole)


def differences(agreements: Sequence[Agreement]) -> Iterator[Found]:
    """A fact that two agreements declare differently: not one fact, so nothing to join."""
    for one, other in combinations(agreements, 2):
        for name in one.facts.keys() & other.facts.keys():
            what = _differs(one, other, name)
            if what:
                words = f"{name}: {what} is anders dan in “{one.id}” versie {one.version}."
                place = other.facts[name].place
                yield Found(place, "fact_differs", words, other.id, other.version, about=name)


def _differs(one: Agreement, other: Agreement, name: str) -> str:
    first, second = one.facts[name], other.facts[name]
    if first.type != second.type:
        return "het type"
    if first.column.unit and second.column.unit and first.column.unit != second.column.unit:
        return "de eenheid"
    if list(first.codes or ()) != list(second.codes or ()):
        return "de codelijst"
    asked = first.ask.keys() & second.ask.keys()
    return "de vraag" if any(first.ask[who] != second.ask[who] for who in asked) else ""
