"""Why this room refuses: codes with the words that a person reads."""

from netwerkzorg.platform.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "fact_unknown": Problem(422, "Deze vraag kennen wij niet", "Kijk welke vragen er zijn."),
    "fact_outside": Problem(
        422, "Dit antwoord kan niet kloppen", "Kijk of u een ander getal bedoelt."
    ),
    "fact_not_yours": Problem(
        422, "Deze vraag is niet voor u", "Een medewerker van het team vult dit in."
    ),
    "fact_from_register": Problem(422, "Dit staat al vast", "Wij weten dit uit de registratie."),
    "role_needed": Problem(
        403, "Dit oordeel is aan een ander", "Alleen iemand met de genoemde rol vult dit in."
    ),
    "urgency_unknown": Problem(422, "Deze urgentie bestaat niet", "Kies U0 tot en met U5."),
    "route_unknown": Problem(
        422, "Dit soort hulp kennen wij niet", "Kies een soort hulp uit de lijst."
    ),
    "answers_missing": Problem(
        422, "Nog niet alle alarmvragen zijn beantwoord", "Kies bij elke vraag een antwoord."
    ),
    "text_missing": Problem(422, "Er staat nog niets", "Schrijf in een paar woorden wat er is."),
    "claimed_by_other": Problem(
        409,
        "Een collega behandelt deze vraag",
        "Neem de vraag eerst over. Dat staat in het verloop.",
    ),
    "code_not_open": Problem(
        404,
        "Er is geen vraag met deze code die u mag openen",
        "Vraag de inwoner om eerst “Laat het team meekijken” te kiezen.",
    ),
    "not_yours": Problem(409, "Een ander pakte deze vraag op", "Vraag of die u hem geeft."),
}
