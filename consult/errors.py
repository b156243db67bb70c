"""Why this room refuses: codes with the words that a person reads."""

from netwerkzorg.platform.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "consult_urgent": Problem(
        422,
        "Bel de dienstdoende specialist",
        "Spoed hoort niet in een meedenkconsult. Bel nu de dienstdoende specialist.",
    ),
    "consult_own_specialist": Problem(
        422,
        "Overleg met de specialist die al behandelt",
        "Deze inwoner is al onder behandeling voor deze klacht. Neem contact op met die behandelaar.",
    ),
    "consult_incomplete": Problem(
        422,
        "De vraag is nog niet compleet",
        "Schrijf een duidelijke vraag en een samenvatting van de klachten, en stuur de vraag opnieuw.",
    ),
    "consult_undecided": Problem(
        422,
        "Er is nog niet genoeg bekend",
        "Beantwoord alle vijf de vragen met ja of nee. Anders zegt de afspraak niet wie meedenkt.",
    ),
    "consult_elsewhere": Problem(
        422,
        "De afspraak wijst een ander aan",
        "Kies een collega met de rol die de afspraak noemt, bijvoorbeeld het expertteam.",
    ),
    "consult_not_agreed": Problem(
        409,
        "Er geldt nu geen afspraak over meedenken",
        "Bel de specialist. De regiobeheerder ziet wat er geldt.",
    ),
    "consult_intake_closed": Problem(
        409, "Deze zorgvraag is gesloten", "Heropen de zorgvraag eerst, of begin een nieuwe."
    ),
    "adviser_unknown": Problem(
        422, "Deze collega is er niet", "Kies een organisatie en rol uit de lijst."
    ),
    "consult_fact_unknown": Problem(
        422, "Deze vraag hoort niet bij een meedenkconsult", "Kijk welke vragen er zijn."
    ),
    "consult_text_missing": Problem(
        422, "Er staat nog niets", "Schrijf in een paar woorden wat u wilt zeggen."
    ),
    "step_not_allowed": Problem(
        409, "Dit kan nu niet meer", "Kijk hoe het meedenkconsult ervoor staat en kies opnieuw."
    ),
}
