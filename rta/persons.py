"""A person as a counter-example: as few facts as possible, and none that can be dropped. Pure."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .compiling import Compiled
from .domains import Domain
from .hits import rows_of
from .model import Agreement, Fact
from .solver import Region
from .values import Key, show
from .words import Labels, key_words

Known = Mapping[str, Key | None]


def person(
    compiled: Compiled, point: Region, facts: Iterable[str], fails: Callable[[Known], bool]
) -> dict[str, Key | None]:
    """The point as answers, less every fact without which it fails all the same.

    `fails` says whether it fails whatever the facts are that are not among the answers; that only
    gets rarer with fewer answers, so one pass is enough: what is left cannot be dropped.
    """
    at = {fact: n for n, fact in enumerate(compiled.domains)}
    known = {fact: value_in(compiled.domains[fact], point[at[fact]]) for fact in facts}
    for fact in reversed(list(known)):
        fewer = {name: key for name, key in known.items() if name != fact}
        if fails(fewer):
            known = fewer
    return known


def value_in(domain: Domain, atoms: int) -> Key | None:
    """A value that people can imagine: no null where there is another, a whole number if any."""
    numbers = list(rows_of(atoms))
    atom = next((n for n in numbers if n != domain.null and n != domain.other), numbers[0])
    sample = domain.samples[atom]
    if isinstance(sample, Decimal) and sample != sample.to_integral_value():
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            whole = sample.to_integral_value(rounding)
            if domain.atom(whole) == atom:
                return whole
    return sample


def texts(agreement: Agreement, known: Known) -> dict[str, str | None]:
    """The person in canonical texts."""
    return {
        name: None if key is None else show(agreement.facts[name].type, key)
        for name, key in known.items()
    }


def person_words(agreement: Agreement, known: Known, labels: Labels) -> str:
    """“een inwoner van 70 jaar, met valangst: ja en looptest: 4,5 seconden”."""
    facts = agreement.facts
    age = next((name for name in known if facts[name].origin == "person.age"), None)
    words = "een inwoner"
    if age is not None and known[age] is not None:
        words += f" van {key_words(known[age], facts[age].column, labels)}"
        if not facts[age].column.unit:
            words += " jaar"
    told = [_told(facts[name], key, labels) for name, key in known.items() if name != age]
    if not told:
        return words if known else "iedere inwoner"
    last = f" en {told[-1]}" if len(told) > 1 else ""
    return f"{words}, met {', '.join(told[:-1] or told)}{last}"


def _told(fact: Fact, key: Key | None, labels: Labels) -> str:
    label = labels.facts.get(fact.id) or readable(fact.id)
    name = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return f"{name}: {_value(fact, key, labels)}"


def _value(fact: Fact, key: Key | None, labels: Labels) -> str:
    if key == frozenset():
        return "niets hiervan"
    return key_words(key, fact.column, labels)


def readable(name: str) -> str:
    """An id as words inside a sentence: `looptestSeconden`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name.replace("-", " "))
