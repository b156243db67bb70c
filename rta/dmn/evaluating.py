"""The value of an expression, and whether a value passes unary tests: FEEL's three-valued logic.

Null is a value here, not an unknown. What has no value by the standard is null, and why goes into
the trouble of the scope; what we do not evaluate raises Outside. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .amounts import Feel, NoValue, Outside, kind
from .arithmetic import calculate, negate
from .comparing import below, compare, equal
from .functions import BUILTIN, call
from .syntax import (
    Between,
    Binary,
    Call,
    Constant,
    If,
    In,
    ListOf,
    Name,
    Negative,
    Node,
    OneTest,
    Path,
    Quantified,
    Question,
    Tests,
)

MAX_STEPS = 500_000
MAX_VALUES = 10_000
# A function of the model: its parameters, and what it gives for them.
Invoked = tuple[tuple[str, ...], Callable[[Sequence[Feel]], Feel]]


@dataclass(slots=True)
class Scope:
    """Variables and functions by name; `question` is the value a unary test is about."""

    values: Mapping[str, Feel]
    functions: Mapping[str, Invoked] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    question: Feel = None
    spent: list[int] = field(default_factory=lambda: [0])

    def about(self, value: Feel) -> Scope:
        """The same scope, about another value."""
        return Scope(self.values, self.functions, self.trouble, value, self.spent)

    def inside(self, values: Mapping[str, Feel]) -> Scope:
        """The scope of a function's body: other names, the same trouble and budget."""
        return Scope(values, {}, self.trouble, None, self.spent)


def evaluate(node: Node, scope: Scope) -> Feel:
    """The value; null with a reason in `scope.trouble` where the standard has none."""
    scope.spent[0] += 1
    if scope.spent[0] > MAX_STEPS:
        raise Outside(f"een berekening van meer dan {MAX_STEPS} stappen")
    try:
        return _EVALUATORS[type(node)](node, scope)
    except NoValue as reason:
        scope.trouble.append(str(reason))
        return None


def passes(tests: Tests, value: Feel, scope: Scope) -> bool | None:
    """Whether the value passes the cell; None is null."""
    if tests.tests is None:
        return True
    inner = scope.about(value)
    answer = disjunction([_passes_one(test, value, inner) for test in tests.tests])
    return answer if answer is None or not tests.negated else not answer


def disjunction(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _passes_one(test: OneTest, value: Feel, scope: Scope) -> bool | None:
    if test.op == "holds":
        held = evaluate(test.low, scope)
        return held if isinstance(held, bool) else None
    low = evaluate(test.low, scope)
    if test.op == "=":
        return _same_or_among(value, low)
    if test.op != "in" or test.high is None:
        return compare(test.op, value, low)
    high = evaluate(test.high, scope)
    if low is not None and high is not None and kind(low) == kind(high) and below(high, low):
        raise Outside("een interval dat achteruit loopt")
    return _between(value, low, high, test.low_in, test.high_in)


def _same_or_among(value: Feel, wanted: Feel) -> bool | None:
    if isinstance(wanted, list) and isinstance(value, list):
        raise Outside("een lijst toetsen aan een lijst")
    if isinstance(wanted, list):
        return disjunction([equal(value, one) for one in wanted])
    if isinstance(value, list) and not isinstance(wanted, list) and wanted is not None:
        raise Outside("een lijst toetsen aan een enkele waarde")
    return equal(value, wanted)


def _between(value: Feel, low: Feel, high: Feel, low_in: bool, high_in: bool) -> bool | None:
    if low is not None and high is not None and kind(low) != kind(high):
        raise Outside("een interval met ongelijke einden")
    answer = conjunction([below(low, value, or_equal=low_in), below(value, high, or_equal=high_in)])
    if answer is False and None in (value, low, high):
        raise Outside("een interval met null")  # by the standard false, in engines null
    return answer


def conjunction(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _constant(node: Constant, _: Scope) -> Feel:
    return node.value


def _name(node: Name, scope: Scope) -> Feel:
    return scope.values[node.name]


def _question(_: Question, scope: Scope) -> Feel:
    return scope.question


def _path(node: Path, scope: Scope) -> Feel:
    base = evaluate(node.base, scope)
    if base is None:
        return None
    if isinstance(base, dict):
        if node.name not in base:
            raise NoValue(f"er is geen “{node.name}”")
        return base[node.name]
    if isinstance(base, list) and all(isinstance(one, dict) and node.name in one for one in base):
        return [one[node.name] for one in base if isinstance(one, dict)]
    raise Outside(f"een onderdeel van {kind(base)}")


def _negative(node: Negative, scope: Scope) -> Feel:
    return negate(evaluate(node.operand, scope))


def _binary(node: Binary, scope: Scope) -> Feel:
    left = evaluate(node.left, scope)
    if node.operator in ("and", "or") and left is (node.operator == "or"):
        return left  # whatever the other side says
    right = evaluate(node.right, scope)
    if node.operator in ("and", "or"):
        sides = [side if isinstance(side, bool) else None for side in (left, right)]
        return conjunction(sides) if node.operator == "and" else disjunction(sides)
    if node.operator in ("=", "!=", "<", "<=", ">", ">="):
        return compare(node.operator, left, right)
    return calculate(node.operator, left, right)


def _is_between(node: Between, scope: Scope) -> Feel:
    value, low, high = (evaluate(part, scope) for part in (node.value, node.low, node.high))
    return _between(value, low, high, True, True)


def _in(node: In, scope: Scope) -> Feel:
    value = evaluate(node.value, scope)
    for test in node.tests.tests or ():
        _comparable(value, test, scope)
    return passes(node.tests, value, scope)


def _comparable(value: Feel, test: OneTest, scope: Scope) -> None:
    """By the standard these are null, in engines now false and now null; so they are refused."""
    low = evaluate(test.low, scope)
    if low is None or (test.op != "=" and value is None):
        raise Outside("in, met null")
    one = low[0] if isinstance(low, list) and low and test.op == "=" else low
    if value is not None and one != [] and kind(value) != kind(one):
        raise Outside("in, met waarden van een andere soort")


def _if(node: If, scope: Scope) -> Feel:
    chosen = node.then if evaluate(node.condition, scope) is True else node.otherwise
    return evaluate(chosen, scope)


def _list(node: ListOf, scope: Scope) -> Feel:
    made: Feel = [evaluate(item, scope) for item in node.items]
    if _more_than(MAX_VALUES, made) <= 0:
        raise Outside(f"een lijst met meer dan {MAX_VALUES} waarden")
    return made


def _more_than(left: int, value: Feel) -> int:
    """How many of `left` values are left after these; stops counting at none."""
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for part in parts:
        if left <= 0:
            break
        left = _more_than(left - 1, part)
    return left


def _quantified(node: Quantified, scope: Scope) -> Feel:
    among = evaluate(node.among, scope)
    if not isinstance(among, list):
        raise Outside("some of every over iets anders dan een lijst")
    answers: list[bool | None] = []
    for one in among:
        inner = scope.about(scope.question)
        inner.values = {**scope.values, node.name: one}
        held = evaluate(node.holds, inner)
        answers.append(held if isinstance(held, bool) else None)
    return conjunction(answers) if node.every else disjunction(answers)


def _call(node: Call, scope: Scope) -> Feel:
    invoked = scope.functions.get(node.name)
    parameters = invoked[0] if invoked else BUILTIN[node.name].parameters
    arguments = [evaluate(one, scope) for one in node.arguments]
    if node.named:
        given = {name: evaluate(one, scope) for name, one in node.named}
        if not set(given) <= set(parameters):
            raise Outside(f"{node.name} met de namen {', '.join(sorted(given))}")
        used = parameters[: max(map(parameters.index, given)) + 1]
        arguments = [given.get(name) for name in used]
    if invoked is None:
        return call(node.name, arguments)
    if len(arguments) != len(parameters):
        raise NoValue(f"{node.name} vraagt {len(parameters)} waarden")
    return invoked[1](arguments)


_EVALUATORS: dict[type, Callable[..., Feel]] = {
    Constant: _constant,
    Name: _name,
    Question: _question,
    Path: _path,
    Negative: _negative,
    Binary: _binary,
    Between: _is_between,
    In: _in,
    If: _if,
    ListOf: _list,
    Quantified: _quantified,
    Call: _call,
}
