"""What a name in a condition stands for: a fact, or an output of a decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from .model import Column, Fact


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean here: facts, and outputs of the decisions that may be read."""

    facts: Mapping[str, Fact]
    outputs: Mapping[tuple[str, str], Column]

    def find(self, name: str) -> tuple[str | tuple[str, str], Column] | str:
        """What a name stands for with its column, or a code that says why it stands for nothing."""
        if "." in name:
            decision, _, output = name.partition(".")
            column = self.outputs.get((decision, output))
            return "unknown_name" if column is None else ((decision, output), column)
        outputs = [source for source in self.outputs if source[1] == name]
        if name in self.facts:
            return "ambiguous_name" if outputs else (name, self.facts[name].column)
        if len(outputs) != 1:
            return "ambiguous_name" if outputs else "unknown_name"
        return outputs[0], self.outputs[outputs[0]]

    def only(self, decisions: tuple[str, ...]) -> "Scope":
        """The same scope, reading no other decisions than these."""
        kept = {source: c for source, c in self.outputs.items() if source[0] in decisions}
        return Scope(self.facts, kept)
