"""Which rule of the new version is which rule of the old one. Pure.

First rules that say exactly the same, then those that share most of their cells and outcome.
"""

from collections.abc import Iterator, Sequence

from .model import Rule

Pair = tuple[Rule | None, Rule | None]
# Two rules that share less than this are two rules, not one that changed.
ALIKE = 0.5


def paired(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[Pair, ...]:
    """Every rule once, in the order of the new version; what is gone stands where it stood."""
    partner = _same(before, after)
    _similar(before, after, partner)
    left = set(range(len(before))) - set(partner.values())
    found: list[tuple[tuple[float, int], Pair]] = [
        ((number, 1), (before[partner[number]] if number in partner else None, rule))
        for number, rule in enumerate(after)
    ]
    found += [((float(number) - 0.5, 0), (before[number], None)) for number in left]
    return tuple(pair for _, pair in sorted(found, key=lambda one: one[0]))


def moved(pairs: Sequence[Pair]) -> Iterator[tuple[Rule, Rule]]:
    """The fewest pairs that must have changed places to explain the new order."""
    both = [(was, now) for was, now in pairs if was is not None and now is not None]
    kept = _longest_rising([was.number for was, _ in both])
    return (pair for at, pair in enumerate(both) if at not in kept)


def content(rule: Rule) -> frozenset[tuple[object, ...]]:
    """What a rule says, as parts that can be compared one by one; its number is not a part."""
    when = rule.when
    cells = [(name, cell) for name, cell in (*when.facts.items(), *when.outputs.items())]
    return frozenset(
        [
            *(("when", name, cell.tests, cell.negated) for name, cell in cells if cell.tests),
            *(("then", name, value.key if value else None) for name, value in rule.then.items()),
            ("because", rule.because.get("nl", "")),
            ("cited", rule.source, rule.quote),
        ]
    )


def _same(before: Sequence[Rule], after: Sequence[Rule]) -> dict[int, int]:
    waiting: dict[frozenset[tuple[object, ...]], list[int]] = {}
    for number, rule in enumerate(before):
        waiting.setdefault(content(rule), []).append(number)
    partner: dict[int, int] = {}
    for number, rule in enumerate(after):
        alike = waiting.get(content(rule))
        if alike:
            partner[number] = alike.pop(0)
    return partner


def _similar(before: Sequence[Rule], after: Sequence[Rule], partner: dict[int, int]) -> None:
    taken = set(partner.values())
    scored = sorted(
        (
            (-_alike(was, now), abs(old - new), new, old)
            for new, now in enumerate(after)
            if new not in partner
            for old, was in enumerate(before)
            if old not in taken
        ),
    )
    for score, _, new, old in scored:
        if -score < ALIKE:
            return
        if new not in partner and old not in taken:
            partner[new] = old
            taken.add(old)


def _alike(was: Rule, now: Rule) -> float:
    """The share of columns, outcomes and words that agree; a column with another cell counts half."""
    one, other = content(was), content(now)
    columns = {part[1] for part in one if part[0] == "when"} & {
        part[1] for part in other if part[0] == "when"
    }
    equal = one & other
    differing = len(columns) - sum(part[0] == "when" for part in equal)
    return (len(equal) + differing / 2) / max(len(one), len(other))


def _longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """The places of a longest run that only rises."""
    best: list[int] = []
    before: list[int | None] = []
    length: list[int] = []
    for at, number in enumerate(numbers):
        lower = [place for place in range(at) if numbers[place] < number]
        last = max(lower, key=lambda place: length[place], default=None)
        before.append(last)
        length.append(1 if last is None else length[last] + 1)
    at_last = max(range(len(numbers)), key=lambda place: length[place], default=None)
    while at_last is not None:
        best.append(at_last)
        at_last = before[at_last]
    return frozenset(best)
