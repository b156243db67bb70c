"""What can be refused while an agreement is written, in the words that people read."""

from netwerkzorg.platform.problems import Problem

PROBLEMS = {
    "draft_name": Problem(
        422,
        "Deze naam kan niet",
        "Een afspraak heeft een titel, en een korte naam van letters, cijfers en streepjes.",
    ),
    "draft_clash": Problem(
        409,
        "Iemand anders was u net voor",
        "Een collega veranderde intussen dezelfde plek. Er is niets overschreven. "
        "Kijk wat er nu staat, en doe uw wijziging opnieuw als die nog nodig is.",
    ),
    "draft_closed": Problem(
        409,
        "Dit concept staat vast",
        "Het ligt ter beoordeling of is al afgerond. Haal het terug om verder te schrijven.",
    ),
    "draft_unreadable": Problem(
        422, "Dit bestand kan niet gelezen worden", "Er is niets opgeslagen. Verbeter de tekst."
    ),
    "draft_too_large": Problem(
        422, "Deze afspraak is te groot", "Een afspraak is hoogstens 256 KiB."
    ),
    "draft_nothing_to_undo": Problem(
        409, "Er is niets om ongedaan te maken", "Dit is de tekst waarmee u begon."
    ),
    "draft_findings": Problem(
        409, "De controle vindt nog iets", "Los eerst op wat bij “Controle” staat."
    ),
    "draft_new": Problem(
        409, "Er geldt nog niets", "Er is geen versie om mee te vergelijken. Publiceer eerst."
    ),
    "draft_step": Problem(
        409, "Dit kan nu niet", "Het concept is intussen verder, of nog niet zo ver."
    ),
    "draft_own": Problem(
        403,
        "Dit doet iemand anders",
        "Wie aan een versie schreef, publiceert die niet. Vraag een collega.",
    ),
    "draft_remarks_open": Problem(
        409,
        "Er staan nog opmerkingen open",
        "Beantwoord eerst elke opmerking. Daarna kan de versie gaan gelden.",
    ),
    "draft_in_the_past": Problem(
        422, "Kies een latere dag", "Een versie kan niet met terugwerkende kracht gaan gelden."
    ),
    "draft_text": Problem(
        422, "Schrijf in een paar woorden wat u bedoelt", "Het veld is leeg of te lang."
    ),
}
