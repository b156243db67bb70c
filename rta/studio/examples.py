"""An example made of what was tried out: these facts must keep giving these outcomes. Pure."""

from collections.abc import Mapping

from ..agreed import Agreed, InForce, evaluate
from ..compiling import Compiled
from ..words import Labels
from ..writing import Tree
from .trying import try_out


def example_of(compiled: Compiled, name: str, form: Mapping[str, str]) -> dict[str, Tree]:
    """`form` holds `feit-<name>` texts. Expects what the draft says now."""
    given = {
        key.removeprefix("feit-"): value for key, value in form.items() if key.startswith("feit-")
    }
    known = try_out(compiled, given, Labels()).known
    combined = evaluate(Agreed((InForce(compiled, ""),)), dict(known))
    expect: dict[str, Tree] = {}
    for decision, result in combined.agreements[0].decisions.items():
        if result.status == "decided":
            expect[decision] = {"rules": [str(number) for number in result.rules]}
        elif result.status == "undecided" and result.missing:
            expect[decision] = {"undecided": list(result.missing)}
    facts: dict[str, Tree] = dict(known)
    return {"name": name, "facts": facts, "expect": expect}
