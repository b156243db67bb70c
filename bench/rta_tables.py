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
        chosen = [n for n in names if dice.random() < filled] or [next(iter(names))]
        chosen = list(dict.fromkeys([*chosen, *dice.sample(list(names), 2)]))
        when = {name: cell(dice, names[name]) for name in chosen}
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


HEAD = 'language: 1\nagreement: {name}\nversion: "1"\ntitle: "Proef"\nvalid: {{from: "2026-01-01"}}'


def agreement(
    seed: int, count: int, rows: int, filled: float = 0.3, hit: str = "first", last: bool = True
) -> str:
    """One agreement with one table, as its file; `last` ends it with a row for all other cases."""
    dice, names = random.Random(seed), facts(count)
    one = table(dice, names, rows, filled, hit, last)
    return "\n".join(
        (HEAD.format(name="proef"), "facts:", declared(names), "decisions:", "  d:", one, "")
    )


def chain(seed: int, count: int = 12, rows: int = 40) -> str:
    """Two tables that share their facts, the second reading the first."""
    dice, names = random.Random(seed), facts(count)
    first = table(dice, names, rows, 0.3, "first", True)
    second = table(dice, names, rows, 0.25, "first", True)
    for number in range(6):
        second = second.replace("{when: {f", f'{{when: {{d.u: "k{number}", f', 3)
    second = second.replace("    gives:", "    uses: [d]\n    gives:", 1)
    text = agreement(seed, count, rows)
    return text.split("decisions:")[0] + f"decisions:\n  d:\n{first}\n  e:\n{second}\n"


def member(seed: int, rows: int = 40) -> str:
    """One agreement of a region: for two complaints of twelve, with routes and one it forbids."""
    dice, names = random.Random(seed), facts(12)
    about = ", ".join(f"vraag{n}" for n in sorted(dice.sample(range(12), 2)))
    text = table(dice, names, rows, 0.3, "first", True)
    text = text.replace("{type: code, codes: [k0, k1, k2, k3, k4, k5]}", "{type: service_type}")
    codes = ", ".join(f"vraag{n}" for n in range(12))
    forbids = f'never: [{{when: {{f0: ">= 125", f1: "true"}}, route: k{6 + seed % 3}}}]'
    return "\n".join(
        (HEAD.format(name=f"a{seed}"), "facts:", declared(names),
         f"  hulpvraag: {{type: code, codes: [{codes}]}}", f'applies: {{hulpvraag: "{about}"}}',
         forbids, "decisions:", "  d:", text, "")
    )  # fmt: skip
