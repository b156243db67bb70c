"""A replay report as lines that people read. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

KINDS = {
    "same": "hetzelfde",
    "sooner": "eerder geholpen",
    "later": "later geholpen",
    "elsewhere": "ergens anders heen",
    "gained": "nu wel hulp",
    "lost": "geen hulp meer",
    "to_person": "eerst langs een medewerker",
    "from_person": "niet meer langs een medewerker",
    "otherwise": "een andere uitkomst, dezelfde hulp",
}
BREAKDOWNS = {
    "outcome": "uitkomst",
    "neighbourhood": "wijk",
    "age_band": "leeftijd",
    "channel": "ingang",
}


def number(count: int | None) -> str:
    """A count as shown: a hidden one says that it is small."""
    return "minder dan 10 of verborgen" if count is None else str(count)


def report_words(report: Mapping[str, Any]) -> Iterator[str]:
    """The report of `replay_report.report`, line by line."""
    old, new = report["old"], report["new"]
    yield f"{old['agreement']} versie {old['version']} → {new['agreement']} versie {new['version']}"
    yield f"{report['people']} mensen nagespeeld. Aantallen onder de {report['hidden_below']} zijn verborgen."
    for kind, words in KINDS.items():
        count = report["changed"].get(kind)
        if count != 0:
            yield f"  {words}: {number(count)}"
    yield from _moves(report["moves"])
    yield from _worse(report["worse_off"])
    yield from _demand(report)


def _moves(moves: list[Mapping[str, Any]]) -> Iterator[str]:
    if moves:
        yield "Wie komt ergens anders uit:"
    for move in moves:
        yield f"  {move['from']}  ⇒  {move['to']}: {number(move['people'])}"


def _worse(groups: list[Mapping[str, Any]]) -> Iterator[str]:
    if groups:
        yield "Groepen die er vaker op achteruit dan op vooruit gaan:"
    for one in groups:
        by = BREAKDOWNS[one["by"]]
        yield f"  {by} {one['group']}: {one['worse']} mensen, {one['percent']} procent"


def _demand(report: Mapping[str, Any]) -> Iterator[str]:
    yield "Vraag per soort hulp:"
    for row in report["services"]:
        over = ", MEER DAN ER PLAATS IS" if row.get("overflows") else ""
        place = f" (plaats voor {row['capacity']})" if "capacity" in row else ""
        yield f"  {row['service_type']}: {number(row['old'])} → {number(row['new'])}{place}{over}"
    yield "Vraag per urgentie:"
    for row in report["urgencies"]:
        yield f"  {row['urgency']}: {number(row['old'])} → {number(row['new'])}"
    if report["steps"]:
        yield "Werk per stap:"
    for row in report["steps"]:
        told = f"{row['role']}, {row['step']} {row['urgency']}".rstrip()
        yield f"  {told}: {number(row['old'])} → {number(row['new'])}"
