"""How facts, origins and happenings read in Dutch."""

from collections.abc import Mapping

from netwerkzorg.platform.region import Vocabulary
from netwerkzorg.rta import service as rta

UNITS = {"s": "seconden", "jaar": "jaar", "maanden": "maanden", "mm": "millimeter"}
UNKNOWN = "weet niet"


def label(fact: rta.Fact) -> str:
    """What a professional calls this fact."""
    for audience in ("team", "resident"):
        if audience in fact.ask:
            return fact.ask[audience].get("nl", fact.id)
    return fact.id


def question(fact: rta.Fact, audience: str) -> str:
    """The question as it is put to a resident; professionals get the label."""
    if audience in fact.ask:
        return fact.ask[audience].get("nl", fact.id)
    return label(fact)


def options(fact: rta.Fact) -> tuple[tuple[str, str], ...]:
    """The answers to choose from; empty for a fact that is typed in."""
    if fact.type == "boolean":
        return (("true", "Ja"), ("false", "Nee"))
    codes: Mapping[str, Mapping[str, str]] = fact.codes or {}
    return tuple((code, text.get("nl", code)) for code, text in codes.items())


def value_words(fact: rta.Fact | None, value: str | None) -> str:
    """A value as people say it: "ja", "4,9 seconden", a label of a code."""
    if value is None:
        return UNKNOWN
    if fact is None:
        return value
    if fact.type in ("boolean", "code", "codes"):
        told = dict(options(fact))
        return ", ".join(told.get(part, part) for part in value.split(","))
    unit = UNITS.get(fact.column.unit, fact.column.unit)
    return f"{value.replace('.', ',')} {unit}".strip()


def sample_words(fact: rta.Fact, samples: tuple[str, ...], value: str) -> str:
    """What a sample stands for: for numbers "minder dan 4", "4 of meer", else the value itself."""
    if options(fact) or fact.type not in ("number", "integer"):
        return value_words(fact, value)
    at = samples.index(value)
    if at + 1 == len(samples):
        return f"{value_words(fact, value)} of meer"
    return f"Minder dan {value_words(fact, samples[at + 1])}"


def route_words(vocabulary: Vocabulary, route: str) -> str:
    found = vocabulary.service_types.get(route)
    return found.label if found else route


def urgency_words(vocabulary: Vocabulary, urgency: str | None) -> str:
    return (
        vocabulary.urgencies[urgency].words if urgency in vocabulary.urgencies else "nog onbekend"
    )


# What happened, for the resident and for the team: {who} is a name, or "U" for oneself.
HAPPENED: dict[str, tuple[str, str]] = {
    "started": ("U begon met uw vraag", "{who} begon met de vraag"),
    "handed_over": ("Uw vraag kwam bij het team in uw buurt", "De vraag kwam bij het team"),
    "red_flag": ("U gaf een alarmsignaal door", "{who} gaf een alarmsignaal door"),
    "red_flag_denied": (
        "U veranderde uw antwoord op een alarmvraag",
        "{who} veranderde het antwoord op een alarmvraag",
    ),
    "flag_unsure": (
        "U wist een alarmvraag niet zeker. Daarom kijkt een medewerker",
        "{who} wist een alarmvraag niet zeker",
    ),
    "self_help": ("U kreeg een advies om zelf te beginnen", "{who} kreeg een advies voor zelfhulp"),
    "asked_team": ("U vroeg of iemand meekijkt", "{who} vroeg of iemand meekijkt"),
    "called": ("U gaf door dat u gebeld hebt", "{who} gaf door dat er gebeld is"),
    "not_reached": (
        "U gaf door dat niemand opnam. Het team weet het",
        "{who} gaf door dat niemand opnam. Bel nu terug",
    ),
    "said": ("U schreef", "{who} schreef"),
    "changed": ("U veranderde een antwoord", "{who} veranderde een antwoord"),
    "claimed": ("{who} pakte uw vraag op", "{who} pakte de vraag op"),
    "released": ("{who} gaf uw vraag terug aan het team", "{who} gaf de vraag terug aan het team"),
    "call": ("{who} belde met u", "{who} belde"),
    "call_missed": ("{who} belde, maar kreeg geen gehoor", "{who} belde: geen gehoor"),
    "fact": ("{who} vulde iets aan", "{who} vulde aan"),
    "taken_over": (
        "{who} nam een gegeven over uit een dossier",
        "{who} nam een gegeven over uit een dossier",
    ),
    "override": ("{who} veranderde hoe snel het moet", "{who} besloot anders"),
    "lowering_undone": (
        "Door een nieuw antwoord gaat het weer sneller. Het team beoordeelt het opnieuw",
        "Door een nieuw gegeven geldt weer de hogere urgentie",
    ),
    "claim_taken": ("{who} nam uw vraag over van een collega", "{who} nam de vraag over"),
    "phone_help": (
        "U liet het team een uur meekijken, voor hulp aan de telefoon",
        "{who} liet het team een uur meekijken",
    ),
    "looked_along": ("{who} keek met u mee, aan de telefoon", "{who} keek mee, aan de telefoon"),
    "completed": ("{who} besloot welke hulp past", "{who} rondde de triage af"),
    "completed_without": (
        "{who} rondde uw vraag af zonder verwijzing",
        "{who} rondde af zonder verwijzing",
    ),
    "referred": ("{who} vroeg hulp voor u aan", "{who} stuurde een verwijzing"),
    "accepted": ("Uw verwijzing is aangenomen", "De verwijzing is aangenomen"),
    "returned": ("Uw vraag is terug bij het team", "De vraag is terug bij het team"),
    "solved": ("U zei dat het hielp. Uw vraag is gesloten", "{who} zei dat het hielp"),
    "not_solved": (
        "U zei dat het niet hielp. Het team kijkt opnieuw",
        "{who} zei dat het niet hielp",
    ),
    "withdrawn": ("U trok uw vraag in", "{who} trok de vraag in"),
}


def happened(kind: str, who: str, *, for_resident: bool) -> str:
    """One line of the timeline; a kind of a higher room reads as its text alone."""
    told = HAPPENED.get(kind)
    return told[0 if for_resident else 1].format(who=who) if told else ""
