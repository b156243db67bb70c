"""Generated agreements for the benches: a table of some facts and rows, drawn from a seed."""

import random

COMPLAINTS = tuple(f"klacht{n}" for n in range(40))
CODES = ("rood", "oranje", "geel", "groen", "blauw", "paars")
KINDS = ("number", "boolean", "code", "integer", "boolean", "code")


def facts(count: int) -> dict[str, str]:
    """Facts by name with their kind: numbers, booleans and codes in turn."""
    return {f"f{n}": KINDS[n % len(KINDS)] for n in range(count)}


def cell(dice: random.Random, kind: str) -> str:
    if kind == "boolean":
        return dice.choice(("true", "false"))
    if kind == "code":
        chosen = ", ".join(dice.sample(CODES, dice.randint(1, 3)))
        return f"not({chosen})" if dice.random() < 0.2 else chosen
    low = dice.randrange(0, 90, 5)
    high = low + dice.randrange(5, 40, 5)
    return dice.choice((f">= {low}", f"< {high}", f"[{low}..{high})"))


def table(
    dice: random.Random, names: dict[str, str], rows: int, filled: float, hit: str, last: bool
) -> str:
    lines = []
    for number in range(rows):
        when = {n: cell(dice, kind) for n, kind in names.items() if dice.random() < filled}
        cells = ", ".join(f'{name}: "{text}"' for name, text in when.items())
        lines.append(f"      - {{when: {{{cells}}}, then: {{u: k{number % 6}}}}}")
    if last:
        lines[-1] = "      - {then: {u: k0}}"
    codes = ", ".join(f"k{n}" for n in range(6))
    return "\n".join(
        (
            f"    hit: {hit}",
            f"    gives: {{u: {{type: code, codes: [{codes}]}}}}",
            "    rules:",
            *lines,
        )
    )


def declared(names: dict[str, str]) -> str:
    lines = {
        "number": '{type: number, range: "[0..130]"}',
        "integer": '{type: integer, range: "[0..130]"}',
        "boolean": "{type: boolean}",
        "code": f"{{type: code, codes: [{', '.join(CODES)}]}}",
    }
    return "\n".join(f"  {name}: {lines[kind]}" for name, kind in names.items())


def agreement(
    seed: int, count: int, rows: int, filled: float = 0.3, hit: str = "first", last: bool = True
) -> str:
    """One agreement with one table, as its file; `last` ends it with a row for all other cases."""
    dice, names = random.Random(seed), facts(count)
    head = (
        'language: 1\nagreement: proef\nversion: "1"\ntitle: "Proef"\nvalid: {from: "2026-01-01"}'
    )
    return "\n".join(
        (head, "facts:", declared(names), "decisions:", "  d:",
         table(dice, names, rows, filled, hit, last), "")
    )  # fmt: skip
