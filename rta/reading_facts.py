"""Reading `facts` and `gives`: typed columns with their questions."""

import re
from decimal import Decimal

from netwerkzorg.platform.strict_yaml import Mapping, Node, Scalar, Sequence

from .domains import domain_of
from .model import Column, Fact, Text
from .reading import Desk, Entries, place
from .typed import TypedCell
from .values import TYPES, NotUnderstood, read_key

FACT_KEYS = [
    "type",
    "unit",
    "range",
    "codes",
    "places",
    "optional",
    "ask",
    "judged_by",
    "from",
    "burden",
    "good_for",
]
OUTPUT_KEYS = ("type", "unit", "codes", "places")
ASKED = ("resident", "team", "carer")
ORIGIN = re.compile(
    r"person\.age|person\.postcode4|questionnaire:[^\s#]+#[A-Za-z0-9_-]+"
    r"|measurement:\d{1,7}-\d|network\.[a-z_]+"
)
MOST_CODES = 500


def read_facts(desk: Desk, node: Node) -> dict[str, Fact]:
    """Every fact of the file, by name."""
    facts = {}
    for name, value in desk.names(node, "een feit"):
        if name in ("true", "false", "null", "not"):
            desk.refuse(value, "invalid_name", f"Een feit kan niet “{name}” heten.")
        facts[name] = _fact(desk, name, value)
    return facts


def _fact(desk: Desk, name: str, node: Node) -> Fact:
    entries = desk.entries(node, f"feit {name}", tuple(FACT_KEYS), ("type",))
    column = read_column(desk, entries, node, f"feit {name}")
    fact = Fact(
        name,
        column,
        _range(desk, entries, column),
        desk.optional(entries, "optional", desk.yes, False),
        _ask(desk, entries),
        desk.optional(entries, "judged_by", desk.text, "") or None,
        _origin(desk, entries),
        _burden(desk, entries),
        _good_for(desk, entries),
        place(node),
    )
    if fact.range is not None:
        _reachable(desk, entries, fact.range, column)
    return fact


def read_column(desk: Desk, entries: Entries, node: Node, what: str) -> Column:
    """The type of a fact or output, with its codes and decimals."""
    kind = desk.optional(
        entries, "type", lambda n, w: desk.choice(n, w, tuple(TYPES), "text"), "text"
    )
    codes = _codes(desk, entries["codes"][1]) if "codes" in entries else None
    if codes is None and kind in ("code", "codes") and "type" in entries:
        desk.refuse(node, "missing_key", f"{what} mist “codes”.")
        codes = {}
    if codes is not None and kind not in ("code", "codes", "service_type"):
        desk.refuse(
            entries["codes"][0], "codes_without_code", "codes hoort bij type code of codes."
        )
        codes = None
    unit = desk.optional(entries, "unit", desk.text, "")
    return Column(kind, codes, _places(desk, entries, kind), unit)


def _codes(desk: Desk, node: Node) -> dict[str, Text]:
    codes: dict[str, Text] = {}
    if isinstance(node, Sequence):
        for item in node.items:
            code = desk.text(item, "code")
            if code in codes:
                desk.refuse(item, "duplicate_code", f"De code “{code}” staat er twee keer.")
            codes[code] = {"nl": code}
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            codes[key.text] = desk.prose(value, f"code {key.text}")
    else:
        desk.refuse(node, "not_a_list", "codes: hier horen codes, met of zonder tekst erbij.")
    for code in codes:
        if not code or "," in code or len(code) > 120:
            desk.refuse(node, "invalid_code", f"“{code}” kan geen code zijn.")
    if not codes or len(codes) > MOST_CODES:
        desk.refuse(node, "invalid_code", f"Hier horen 1 tot {MOST_CODES} codes.")
    return codes


def _places(desk: Desk, entries: Entries, kind: str) -> int | None:
    if "places" not in entries:
        return None
    node = entries["places"][1]
    text = desk.text(node, "places")
    if kind != "number" or not re.fullmatch(r"\d", text):
        desk.refuse(node, "invalid_places", "places is 0 tot en met 9 en hoort bij type number.")
        return None
    return int(text)


def _range(desk: Desk, entries: Entries, column: Column) -> TypedCell | None:
    if "range" not in entries:
        return None
    node = entries["range"][1]
    if column.type == "codes":
        desk.refuse(node, "range_on_codes", "Een verzameling codes heeft geen bereik.")
        return None
    return desk.cell(node, column, nullable=False)


def _reachable(desk: Desk, entries: Entries, within: TypedCell, column: Column) -> None:
    codes = None if column.codes is None else tuple(column.codes)
    domain = domain_of(column.type, (), codes=codes, within=within, step=column.step)
    if not domain.allowed:
        desk.refuse(entries["range"][1], "empty_range", "In dit bereik past geen enkele waarde.")


def _ask(desk: Desk, entries: Entries) -> dict[str, Text]:
    if "ask" not in entries:
        return {}
    node = entries["ask"][1]
    if isinstance(node, Scalar):
        desk.refuse(node, "not_a_mapping", "ask: schrijf {resident: …} of {team: …}.")
        return {}
    asked = desk.entries(node, "ask", ASKED)
    return {who: desk.prose(value, f"ask.{who}") for who, (_, value) in asked.items()}


def _origin(desk: Desk, entries: Entries) -> str | None:
    if "from" not in entries:
        return None
    node = entries["from"][1]
    text = desk.text(node, "from")
    if text and not ORIGIN.fullmatch(text):
        desk.refuse(
            node,
            "unknown_origin",
            f"“{text}” is geen herkomst. Wel: person.age, person.postcode4, "
            "questionnaire:<url>#<score>, measurement:<loinc>, network.<relation>.",
        )
    return text or None


def _burden(desk: Desk, entries: Entries) -> Decimal:
    if "burden" not in entries:
        return Decimal(1)
    node = entries["burden"][1]
    try:
        burden = read_key("number", desk.text(node, "burden"))
        assert isinstance(burden, Decimal)
        if 0 < burden <= 1000:
            return burden
    except NotUnderstood:
        pass
    desk.refuse(node, "invalid_burden", "burden is een getal groter dan 0, hoogstens 1000.")
    return Decimal(1)


def _good_for(desk: Desk, entries: Entries) -> str | None:
    if "good_for" not in entries:
        return None
    term = desk.term(entries["good_for"][1], "good_for")
    return term.written() if term else None
