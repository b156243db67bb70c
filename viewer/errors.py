"""Why something in the viewer is refused."""

from netwerkzorg.platform.problems import Problem

PROBLEMS = {
    "view_withheld": Problem(
        409, "Geen toestemming", "Er is geen toestemming om bij andere zorgverleners te kijken."
    ),
    "known_by_missing": Problem(422, "Reden ontbreekt", "Zeg hoe u dit weet."),
    "value_not_shown": Problem(
        422, "Waarde niet herkend", "Deze waarde stond niet op de pagina. Open de inzage opnieuw."
    ),
}
