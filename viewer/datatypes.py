"""FHIR datatypes as Dutch text. Tolerant: what does not look as expected becomes plain text or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .labels import CODES, UNITS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december")  # fmt: skip
LONGEST = 4000
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
_DATE = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")


def clean(value: Any) -> str:
    """One line of text without unseen characters; a value that is too long says that it was cut."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    text = str(value)
    if not text.isprintable():
        text = _UNSEEN.sub(" ", text)
    text = text.strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} [ingekort]"


def number(value: Any) -> str:
    """A number with a decimal comma, digits as the source sent them."""
    text = clean(value)
    return text.replace(".", ",") if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def day(value: Any) -> str:
    """A FHIR date or moment in Dutch, as partial as it came; text that is no date stays as it is."""
    text = clean(value)
    if _MOMENT.match(text):
        return _moment(text)
    parts = _DATE.match(text)
    if not parts or (parts[2] and not 1 <= int(parts[2]) <= 12):
        return text
    words = [str(int(parts[3]))] if parts[3] else []
    words += [MONTHS[int(parts[2]) - 1]] if parts[2] else []
    return " ".join([*words, parts[1]])


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            moment = moment.astimezone(AMSTERDAM)
    except (ValueError, OverflowError):
        return text
    date = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{date}, {moment.hour}.{moment.minute:02d} uur"


def is_date(text: Any) -> bool:
    return isinstance(text, str) and bool(
        _MOMENT.match(text) or (_DATE.match(text) and "-" in text)
    )


def concept(value: Any) -> str:
    """The words of a CodeableConcept or Coding: what the source chose to show, else its code."""
    if not isinstance(value, dict):
        return coded(value)
    if value.get("text"):
        return clean(value["text"])
    codings = [one for one in _list(value.get("coding")) if isinstance(one, dict)] or [value]
    words = [clean(one.get("display")) for one in codings if one.get("display")]
    words = words or [coded(one.get("code")) for one in codings if one.get("code")]
    return "; ".join(dict.fromkeys(words))


def concept_in_full(value: Mapping[str, Any]) -> str:
    codings: list[Mapping[str, Any]] = [
        one for one in _list(value.get("coding")) if isinstance(one, dict)
    ] or [value]
    shown = {clean(one.get("display")) for one in codings}
    told = [clean(value["text"])] if value.get("text") else []
    told = [one for one in told if one not in shown]
    return "; ".join([*told, *(text for text in map(_coding, codings) if text)])


def _coding(coding: Mapping[str, Any]) -> str:
    display, code, system = (clean(coding.get(n)) for n in ("display", "code", "system"))
    where = f"{code} in codesysteem {system}" if code and system else code
    return f"{display} ({where})" if display and where else display or where


def coded(value: Any) -> str:
    """A code of FHIR itself in Dutch, with the code behind it."""
    text = clean(value)
    return f"{CODES[text]} ({text})" if text in CODES else text


def quantity(value: Mapping[str, Any]) -> str:
    amount = number(value.get("value"))
    unit, code = clean(value.get("unit")), clean(value.get("code"))
    as_written = (unit or code, unit or code)
    singular, plural = UNITS.get(unit.lower() or code, UNITS.get(unit, as_written))
    comparator = clean(value.get("comparator"))
    words = singular if amount in ("1", "1,0") else plural
    return " ".join(part for part in (comparator, amount, words) if part)


def period(value: Mapping[str, Any]) -> str:
    start, end = day(value.get("start")), day(value.get("end"))
    if start and end:
        return f"van {start} tot {end}"
    return f"vanaf {start}" if start else f"tot {end}" if end else ""


def between(value: Mapping[str, Any]) -> str:
    """A range of quantities."""
    low, high = (quantity(v) if isinstance(v, dict) else "" for v in _ends(value))
    if low and high:
        return f"{low} tot {high}"
    return f"vanaf {low}" if low else f"tot {high}" if high else clean(value.get("text"))


def _ends(value: Mapping[str, Any]) -> tuple[Any, Any]:
    return value.get("low"), value.get("high")


def name(value: Mapping[str, Any]) -> str:
    if value.get("text"):
        return clean(value["text"])
    given = [clean(one) for one in _list(value.get("given"))]
    return " ".join(part for part in [*given, clean(value.get("family"))] if part)


def name_in_full(value: Mapping[str, Any]) -> str:
    """The name with its parts, as sources take it apart: own name, partner's name, initials."""
    given = " ".join(clean(one) for one in _list(value.get("given")))
    parts = [name(value), given, clean(value.get("family")), clean(value.get("use"))]
    family = value.get("_family")
    for holder in (value, family if isinstance(family, dict) else {}):
        parts += [_extension(one) for one in _list(holder.get("extension"))]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _extension(extension: Any) -> str:
    if not isinstance(extension, dict):
        return ""
    return next((clean(v) for k, v in extension.items() if k.startswith("value")), "")


def address(value: Mapping[str, Any]) -> str:
    if value.get("text"):
        return clean(value["text"])
    lines = [clean(one) for one in _list(value.get("line"))]
    place = [clean(value.get(n)) for n in ("postalCode", "city", "district", "country", "use")]
    return " ".join(part for part in [*lines, *place] if part)


def reached_at(value: Mapping[str, Any]) -> str:
    """A telephone number or mail address and what it is for."""
    use = ", ".join(clean(value[n]) for n in ("system", "use") if value.get(n))
    return f"{clean(value.get('value'))} ({use})" if use else clean(value.get("value"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
