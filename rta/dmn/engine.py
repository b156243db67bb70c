"""Decisions of a model, each on its own: what one needs is decided first, what is outside is refused.

A decision that asks for an input that is absent or not of its type has no value: null, with the
reason. So has one that needs a decision that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .amounts import Feel, NoValue, Outside
from .evaluating import Invoked, Scope, evaluate
from .items import NotOfType, Shape, component_names, fitted, resolve
from .model import (
    Beyond,
    Decision,
    Input,
    Invocation,
    Knowledge,
    LiteralText,
    Logic,
    Model,
    Table,
    Variable,
)
from .parsing import Names
from .tables import Failed, compile_table, decide, expression_at
from .tokens import normal

MAX_CALLS = 64
Run = Callable[[Scope], Feel]


@dataclass(frozen=True, slots=True)
class Said:
    """A value; `reason` says why it is null where that is no ordinary null. Shapes as in Feel."""

    value: Feel
    reason: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Function:
    parameters: tuple[Variable, ...]
    shapes: tuple[Shape, ...]
    result: Shape
    run: Run
    needs: tuple[str, ...]


class Engine:
    """A model made ready. Decisions and functions are compiled once, when first asked for."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._components = component_names(model.items) | _output_names(model)
        self._decisions: dict[str, tuple[Run, Shape] | Outside] = {}
        self._functions: dict[str, _Function | Outside] = {}
        self._depth = 0

    def decide(self, name: str, given: Mapping[str, Feel]) -> Said:
        """The value of the decision of this name; raises Outside, with the reason.

        `given` are the inputs by name. An input that is absent is not the same as one that is null.
        """
        decision = self.model.decision_named(name)
        if decision is None:
            raise Outside(f"het model heeft geen beslissing “{name}”")
        inputs = {normal(key): value for key, value in given.items()}
        try:
            return self._decided(decision, inputs, {}, ())
        except RecursionError:
            raise Outside("een berekening die te diep is") from None

    def call(self, name: str, arguments: Mapping[str, Feel]) -> Said:
        """The value of a business knowledge model; raises Outside."""
        for knowledge in self.model.knowledge.values():
            if knowledge.variable.name == normal(name):
                function = self._function(knowledge.id, ())
                given = {normal(key): value for key, value in arguments.items()}
                scope = Scope({}, {}, [])
                placed = [given.get(one.name) for one in function.parameters]
                try:
                    value = self._run(function, scope)[1](placed)
                except RecursionError:
                    raise Outside("een berekening die te diep is") from None
                return Said(value, "; ".join(scope.trouble))
        raise Outside(f"het model heeft geen functie “{name}”")

    # -- decisions

    def _decided(
        self,
        decision: Decision,
        inputs: Mapping[str, Feel],
        known: dict[str, Said],
        path: tuple[str, ...],
    ) -> Said:
        if decision.id in known:
            return known[decision.id]
        if decision.id in path:
            raise Outside(f"de beslissing “{decision.name}” hangt van zichzelf af")
        if len(path) > MAX_CALLS:
            raise Outside("een te lange keten van beslissingen")
        run, shape = self._compiled(decision)
        path = (*path, decision.id)
        try:
            values = self._needed(decision, inputs, known, path)
            said = self._value(decision, run, shape, values)
        except Failed as reason:
            said = Said(None, str(reason), failed=True)
        known[decision.id] = said
        return said

    def _needed(
        self,
        decision: Decision,
        inputs: Mapping[str, Feel],
        known: dict[str, Said],
        path: tuple[str, ...],
    ) -> dict[str, Feel]:
        values: dict[str, Feel] = {}
        for one in decision.requires:
            if one in self.model.inputs:
                needed = self.model.inputs[one]
                values[needed.variable.name] = self._input(needed, inputs)
            elif one in self.model.decisions:
                below = self.model.decisions[one]
                said = self._decided(below, inputs, known, path)
                if said.failed:
                    raise Failed(f"“{below.name}” heeft geen uitkomst: {said.reason}")
                values[below.variable.name] = said.value
        return values

    def _input(self, needed: Input, inputs: Mapping[str, Feel]) -> Feel:
        name = needed.variable.name
        if name not in inputs:
            raise Failed(f"de invoer “{name}” ontbreekt")
        try:
            return fitted(inputs[name], resolve(needed.variable.type_ref, self.model.items))
        except NotOfType as wrong:
            raise Failed(f"de invoer “{name}”: {wrong}") from None

    def _value(
        self, decision: Decision, run: Run, shape: Shape, values: Mapping[str, Feel]
    ) -> Said:
        functions = {
            self.model.knowledge[one].variable.name: one
            for one in decision.requires
            if one in self.model.knowledge
        }
        scope = Scope(values, {}, [])
        scope.functions = {
            name: self._run(self._function(one, ()), scope) for name, one in functions.items()
        }
        try:
            value = fitted(run(scope), shape)
        except NotOfType as wrong:
            raise Failed(f"de uitkomst: {wrong}") from None
        except NoValue as reason:
            scope.trouble.append(str(reason))
            value = None
        return Said(value, "; ".join(dict.fromkeys(scope.trouble)) if value is None else "")

    def _compiled(self, decision: Decision) -> tuple[Run, Shape]:
        found = self._decisions.get(decision.id)
        if found is None:
            try:
                shape = resolve(decision.variable.type_ref, self.model.items)
                names = self._names(decision.requires, ())
                found = (self._logic(decision.logic, names, shape), shape)
            except Outside as reason:
                found = reason
            self._decisions[decision.id] = found
        if isinstance(found, Outside):
            raise Outside(str(found))
        return found

    # -- functions

    def _function(self, id_: str, path: tuple[str, ...]) -> _Function:
        found = self._functions.get(id_)
        if found is None:
            try:
                found = self._ready(self.model.knowledge[id_], path)
            except Outside as reason:
                found = reason
            self._functions[id_] = found
        if isinstance(found, Outside):
            raise Outside(str(found))
        return found

    def _ready(self, knowledge: Knowledge, path: tuple[str, ...]) -> _Function:
        if knowledge.id in path:
            raise Outside(f"de functie “{knowledge.variable.name}” roept zichzelf aan")
        path = (*path, knowledge.id)
        for one in knowledge.requires:
            if one in self.model.knowledge:
                self._function(one, path)
        items = self.model.items
        names = self._names(knowledge.requires, tuple(one.name for one in knowledge.parameters))
        result = resolve(knowledge.variable.type_ref, items)
        return _Function(
            knowledge.parameters,
            tuple(resolve(one.type_ref, items) for one in knowledge.parameters),
            result,
            self._logic(knowledge.logic, names, result),
            tuple(one for one in knowledge.requires if one in self.model.knowledge),
        )

    def _run(self, function: _Function, outer: Scope) -> Invoked:
        """The function as a scope knows it. Its body sees its parameters and what it requires."""
        names = tuple(one.name for one in function.parameters)

        def invoked(arguments: Sequence[Feel]) -> Feel:
            self._depth += 1
            try:
                if self._depth > MAX_CALLS:
                    raise Outside("te veel aanroepen binnen elkaar")
                given = [
                    _argument(value, shape)
                    for value, shape in zip(arguments, function.shapes, strict=True)
                ]
                inner = outer.inside(dict(zip(names, given, strict=True)))
                inner.functions = {
                    self.model.knowledge[one].variable.name: self._run(
                        self._function(one, ()), inner
                    )
                    for one in function.needs
                }
                return _argument(function.run(inner), function.result)
            finally:
                self._depth -= 1

        return names, invoked

    # -- logic

    def _names(self, requires: Sequence[str], more: tuple[str, ...]) -> Names:
        variables, functions = list(more), []
        for one in requires:
            if one in self.model.inputs:
                variables.append(self.model.inputs[one].variable.name)
            elif one in self.model.decisions:
                variables.append(self.model.decisions[one].variable.name)
            elif one in self.model.knowledge:
                functions.append(self.model.knowledge[one].variable.name)
            else:
                raise Outside(f"de verwijzing “{one[:80]}” buiten dit model")
        return Names(variables, functions, self._components)

    def _logic(self, logic: Logic, names: Names, result: Shape) -> Run:
        if isinstance(logic, Table):
            table = compile_table(logic, names, self.model.items, result)
            return lambda scope: decide(table, scope)
        if isinstance(logic, LiteralText):
            node = expression_at(logic.written, names)
            return lambda scope: evaluate(node, scope)
        if isinstance(logic, Invocation):
            return self._invocation(logic, names)
        assert isinstance(logic, Beyond)
        raise Outside(f"{logic.what} (regel {logic.place.line})")

    def _invocation(self, logic: Invocation, names: Names) -> Run:
        name = normal(logic.called.text)
        if name not in names.functions:
            raise Outside(f"de aanroep van “{name[:60]}” (regel {logic.place.line})")
        bindings = [
            (parameter, self._logic(body, names, Shape())) for parameter, body in logic.bindings
        ]

        def invoke(scope: Scope) -> Feel:
            parameters, run = scope.functions[name]
            given = {parameter: body(scope) for parameter, body in bindings}
            if not set(given) <= set(parameters):
                raise Outside(f"een aanroep van “{name}” met een onbekende parameter")
            return run([given.get(parameter) for parameter in parameters])

        return invoke


def _argument(value: Feel, shape: Shape) -> Feel:
    try:
        return fitted(value, shape)
    except NotOfType as wrong:
        raise NoValue(str(wrong)) from None


def _output_names(model: Model) -> set[str]:
    bodies = [one.logic for one in model.decisions.values()]
    bodies += [one.logic for one in model.knowledge.values()]
    return {out.name for body in bodies if isinstance(body, Table) for out in body.outputs}
