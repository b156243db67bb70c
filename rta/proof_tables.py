"""The proof of one agreement's tables: complete, no conflict, no row that never counts. Pure.

Exact over the declared domains, for everybody the agreement applies to, through tables that feed
each other. Past the node limit a table is not proved, and that is a finding too.
"""

from collections.abc import Callable, Iterator, Mapping

from .compiling import Compiled, Table, condition_id
from .evaluation import Result, decide, holds, state_of
from .findings import Found
from .hits import rows_of
from .model import LIST_HITS, Place
from .persons import Known, person, person_words, texts, value_in
from .solver import NODES, NotProved, Region
from .values import Key
from .ways import Way, Ways, base_of, meet
from .words import Labels

Fails = Callable[[Result], bool]
# Tables that may each take all the nodes of one, before the rest is not proved either.
MOST_TABLES = 20
RANKED = ("first", "priority", "min", "max")


class TableProof:
    """All questions to the tables of one agreement."""

    def __init__(self, compiled: Compiled, labels: Labels, nodes: int = NODES) -> None:
        self.compiled, self.labels, self.nodes = compiled, labels, nodes
        self.left = MOST_TABLES * nodes
        self.agreement = compiled.agreement
        self.applies = compiled.tables[condition_id("applies")]
        everybody = tuple(domain.allowed for domain in compiled.domains.values())
        base = meet(everybody, Ways(compiled, everybody).box(self.applies, 0).region)
        self.nobody = not all(base)
        self.ways = Ways(compiled, base, nodes=nodes)

    def findings(self) -> Iterator[Found]:
        if self.nobody:
            words = "Deze afspraak geldt voor niemand: geen enkele inwoner voldoet aan applies."
            yield self._found(Place(), "applies_to_nobody", words)
            return
        for name in self.agreement.decisions:
            table = self.compiled.tables[name]
            self.ways.space.left = allowed = min(self.nodes, self.left)
            try:
                yield from self._table(table)
                self.left -= allowed - self.ways.space.left
            except NotProved:
                self.left -= allowed
                words = f"“{name}” is niet bewezen: er zijn te veel mogelijkheden om na te gaan."
                yield self._found(table.decision.place, "not_proved", words, name)

    def _table(self, table: Table) -> Iterator[Found]:
        below = [way for way in self.ways.below(table) if self._sound(way)]
        yield from self._gap(table, below)
        if table.policy.hit in ("unique", "any"):
            yield from self._conflicts(table, below)
        yield from self._dead(table, below)

    def _sound(self, way: Way) -> bool:
        """Ways on which a table below has no answer are told there, once."""
        return not way.clash and all(
            outcome.kind != "none" or self.agreement.decisions[name].none
            for name, outcome in way.said.items()
        )

    def _found(
        self,
        place: Place,
        code: str,
        words: str,
        decision: str = "",
        rule: int = 0,
        known: Known | None = None,
        about: str = "",
    ) -> Found:
        told: Mapping[str, str | None] = {} if known is None else texts(self.agreement, known)
        who = "" if known is None else person_words(self.agreement, known, self.labels)
        return Found(
            place, code, words, self.agreement.id, self.agreement.version, decision, rule, who,
            told, about=about,
        )  # fmt: skip

    def _boxes(self, table: Table, rows: int, way: Way) -> int:
        return sum(box.bit for row in rows_of(rows) for box in self.ways.boxes(table, row, way))

    def _gap(self, table: Table, below: list[Way]) -> Iterator[Found]:
        """Somebody whom no row fits, where nothing says what that means."""
        if table.policy.hit in (*LIST_HITS, "count") or table.decision.none:
            return
        rows = table.policy.counted() if table.policy.hit in ("sum", "min", "max") else table.all
        for way in below:
            free = self.ways.space.find(way.region, way.blocked | self._boxes(table, rows, way))
            if free is None:
                continue
            known = self._person(table, free, lambda got: got.status == "none")
            words = (
                f"Voor {person_words(self.agreement, known, self.labels)} geeft “{table.id}” geen "
                "uitkomst. Voeg een regel toe, of zet met none wat het betekent."
            )
            yield self._found(table.decision.place, "incomplete", words, table.id, known=known)
            return

    def _conflicts(self, table: Table, below: list[Way]) -> Iterator[Found]:
        """Rows that may not meet and do, each told once with the first that it meets."""
        told: set[int] = set()
        for way in below:
            for row, other in self.ways.clashes(way, table):
                if other in told:
                    continue
                free = self._both(table, way, row, other)
                if free is not None:
                    told.add(other)
                    yield self._conflict(table, free, row, other)

    def _both(self, table: Table, way: Way, row: int, other: int) -> Region | None:
        for one in self.ways.boxes(table, row, way):
            for two in self.ways.boxes(table, other, way):
                region = meet(way.region, meet(one.region, two.region))
                free = self.ways.space.find(region, way.blocked)
                if free is not None:
                    return free
        return None

    def _conflict(self, table: Table, free: Region, row: int, other: int) -> Found:
        known = self._person(table, free, lambda got: bool(got.conflict))
        who = person_words(self.agreement, known, self.labels)
        also = "" if table.policy.hit == "unique" else " die niet hetzelfde zeggen"
        words = (
            f"Voor {who} passen er meer regels van “{table.id}” tegelijk{also}, zoals regel "
            f"{row + 1} en regel {other + 1}."
        )
        place = table.decision.rules[other].place
        return self._found(
            place, "conflict", words, table.id, other + 1, known, f"{row + 1}-{other + 1}"
        )

    def _dead(self, table: Table, below: list[Way]) -> Iterator[Found]:
        if table.policy.hit in RANKED:
            better = 0
            for row in table.policy.best_first():
                if not self._free(table, below, row, better):
                    yield self._dead_row(table, below, row, "dead_row")
                better |= 1 << row
            return
        useless = 0
        for row in reversed(range(len(table.decision.rules))):
            alike = self._alike(table, row) & ~useless
            if not self._free(table, below, row, 0):
                yield self._dead_row(table, below, row, "dead_row")
            elif alike and not self._free(table, below, row, alike):
                useless |= 1 << row
                yield self._dead_row(table, below, row, "redundant_row")

    def _alike(self, table: Table, row: int) -> int:
        """Other rows that say the same, where saying it twice adds nothing."""
        if table.policy.hit not in ("collect", "any"):
            return 0
        records = table.policy.records
        return sum(
            1 << other
            for other, record in enumerate(records)
            if other != row and record == records[row]
        )

    def _free(self, table: Table, below: list[Way], row: int, rows: int) -> Region | None:
        """A point of the row that none of those rows touches, on any way."""
        for way in below:
            blocked: int | None = None
            for box in self.ways.boxes(table, row, way):
                if blocked is None:
                    blocked = way.blocked | self._boxes(table, rows, way)
                free = self.ways.space.find(meet(way.region, box.region), blocked)
                if free is not None:
                    return free
        return None

    def _dead_row(self, table: Table, below: list[Way], row: int, code: str) -> Found:
        place, number = table.decision.rules[row].place, row + 1
        free = self._free(table, below, row, 0)
        if free is None:
            words = f"Regel {number} van “{table.id}” past op niemand."
            return self._found(place, code, words, table.id, number)
        known = self._matching(table, free, row)
        who = person_words(self.agreement, known, self.labels)
        why = "andere regels gaan altijd voor" if code == "dead_row" else "andere zeggen dat al"
        words = f"Regel {number} van “{table.id}” telt nooit: {why}. Bijvoorbeeld voor {who}."
        return self._found(place, code, words, table.id, number, known)

    def _matching(self, table: Table, free: Region, row: int) -> dict[str, Key | None]:
        """Somebody whom this row surely fits."""
        if not table.links:
            return self._in_box(table, free, row)

        def fits(known: Known) -> bool:
            if not holds(state_of(self.compiled, known), self.applies.id)[0]:
                return False
            ways = Ways(self.compiled, base_of(self.compiled, known), nodes=self.nodes)
            return all(
                not way.clash
                and ways.space.find(way.region, self._missed(ways, way, table, row)) is None
                for way in ways.below(table)
            )

        return person(self.compiled, free, self._facts(table), fits)

    def _in_box(self, table: Table, free: Region, row: int) -> dict[str, Key | None]:
        """Without other tables that is whoever lies in the box: the facts that it narrows."""
        box = self.ways.box(table, row).region
        applies = self.ways.box(self.applies, 0).region
        domains = self.compiled.domains
        return {
            fact: value_in(domains[fact], free[at])
            for at, fact in enumerate(domains)
            if domains[fact].allowed & ~(box[at] & applies[at])
        }

    def _missed(self, ways: Ways, way: Way, table: Table, row: int) -> int:
        return way.blocked | sum(box.bit for box in ways.boxes(table, row, way))

    def _person(self, table: Table, free: Region, fails: Fails) -> dict[str, Key | None]:
        """Somebody for whom the table fails, whatever is not told of them."""

        def surely(known: Known) -> bool:
            state = state_of(self.compiled, known)
            return fails(decide(state, table.id, possible=False)) and bool(
                holds(state, self.applies.id)[0]
            )

        return person(self.compiled, free, self._facts(table), surely)

    def _facts(self, table: Table) -> list[str]:
        used = {*table.closure_facts, *self.applies.facts}
        return [fact for fact in self.agreement.facts if fact in used]
