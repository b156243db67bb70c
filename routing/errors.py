"""Why this room refuses: codes with the words that a person reads."""

from netwerkzorg.platform.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "nobody_left": Problem(
        409, "Er is niemand meer om te vragen", "Overleg in het team, of kies een andere soort hulp."
    ),
    "names_person": Problem(
        422, "Dit noemt de inwoner",
        "De organisatie heeft nog niet ja gezegd. Schrijf zonder naam, adres of telefoonnummer.",
    ),
}  # fmt: skip
