"""FEEL expressions and unary tests as trees. What is no part of our profile raises Outside. Pure.

Precedence, loosest first: or, and, comparison (also between and in), + -, * /, ** (left to right,
as FEEL has it), unary minus, then `.` and calls.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from .amounts import Outside, number
from .functions import BUILTIN
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
    about_input,
)
from .tokens import KEYWORDS, Token, normal, tokens

T = TypeVar("T")
MAX_DEPTH = 60
MAX_TESTS = 500
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_TEST_OPS = ("<", "<=", ">", ">=")
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_FULL_FEEL = {
    "for": "een for-lus",
    "function": "een eigen functie",
    "external": "een externe functie",
    "return": "return",
    "satisfies": "satisfies",
}


class Names:
    """What may be named: variables, functions of the model, and components after a point."""

    def __init__(
        self,
        variables: Collection[str],
        functions: Collection[str] = (),
        components: Collection[str] = (),
    ) -> None:
        self.variables = frozenset(map(normal, variables))
        self.functions = frozenset(map(normal, functions))
        self.components = frozenset(map(normal, components))

    def read(self, text: str) -> list[Token]:
        spaced = {name for name in BUILTIN if " " in name}
        return tokens(text, self.variables | self.functions | spaced, self.components)


def parse_expression(text: str, names: Names) -> Node:
    """A literal expression; raises Outside."""
    parser = _Parser(names.read(text), names)
    return _whole(parser, parser.expression)


def parse_tests(text: str, names: Names) -> Tests:
    """The unary tests of a cell, an allowed value or an output value; raises Outside."""
    if text.strip() == "-":
        return Tests()
    parser = _Parser(names.read(text), names, question=True)
    return _whole(parser, parser.cell)


def _whole(parser: _Parser, read: Callable[[], T]) -> T:
    """All of a text, to its end."""
    try:
        found = read()
    except RecursionError:
        raise Outside("een uitdrukking die te diep is") from None
    parser.finish()
    return found


class _Parser:
    def __init__(self, read: list[Token], names: Names, *, question: bool = False) -> None:
        self._tokens, self._names, self._question = read, names, question
        self._at = self._depth = 0
        self._local: list[str] = []

    # -- tokens

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *texts: str, ahead: int = 0) -> bool:
        token = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return token.kind in ("mark", "word") and token.text in texts

    def _take(self, *texts: str) -> str:
        if not self._is(*texts):
            raise self._strange()
        self._at += 1
        return self._tokens[self._at - 1].text

    def _strange(self) -> Outside:
        token = self._now
        if token.kind == "word" and token.text in _FULL_FEEL:
            return Outside(_FULL_FEEL[token.text])
        if token.text == "[":
            return Outside("een filter [ … ]")
        if token.text == "{":
            return Outside("een context { … }")
        return Outside("een afgebroken uitdrukking" if token.kind == "end" else f"“{token.text}”")

    def finish(self) -> None:
        if self._now.kind != "end":
            raise self._strange()

    # -- expressions

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Outside(f"een uitdrukking die dieper is dan {MAX_DEPTH}")
        if self._is("if"):
            node = self._if()
        elif self._is("some", "every"):
            node = self._quantified()
        else:
            node = self._chain(self._conjunction, "or")
        self._depth -= 1
        return node

    def _chain(self, part: Callable[[], Node], *operators: str) -> Node:
        node = part()
        while self._is(*operators):
            operator = self._take(*operators)
            node = Binary(operator, node, part())
        return node

    def _if(self) -> Node:
        self._take("if")
        condition = self.expression()
        self._take("then")
        then = self.expression()
        self._take("else")
        return If(condition, then, self.expression())

    def _quantified(self) -> Node:
        every = self._take("some", "every") == "every"
        name = self._now.text
        if self._now.kind not in ("name", "word") or name in KEYWORDS:
            raise self._strange()
        self._at += 1
        self._take("in")
        among = self._sum()
        self._take("satisfies")
        self._local.append(name)
        holds = self.expression()
        self._local.pop()
        return Quantified(every, name, among, holds)

    def _conjunction(self) -> Node:
        return self._chain(self._comparison, "and")

    def _comparison(self) -> Node:
        node = self._sum()
        while self._is(*_COMPARISONS, "between", "in", "instance"):
            if self._is("instance"):
                raise Outside("instance of")
            operator = self._take(*_COMPARISONS, "between", "in")
            if operator == "between":
                low = self._sum()
                self._take("and")
                node = Between(node, low, self._sum())
            elif operator == "in":
                node = In(node, self._after_in())
            else:
                node = Binary(operator, node, self._sum())
        return node

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._power, "*", "/")

    def _power(self) -> Node:
        return self._chain(self._signed, "**")

    def _signed(self) -> Node:
        minus = 0
        while self._is("-"):
            self._take("-")
            minus += 1
        node = self._postfix()
        for _ in range(minus):
            node = Negative(node)
        return node

    def _postfix(self) -> Node:
        node = self._atom()
        while self._is("."):
            self._take(".")
            if self._now.kind not in ("name", "word"):
                raise self._strange()
            node = Path(node, self._now.text)
            self._at += 1
        return node

    def _atom(self) -> Node:
        token = self._now
        if token.kind in ("number", "string"):
            self._at += 1
            return Constant(number(token.text) if token.kind == "number" else token.text)
        if token.kind in ("name", "word"):
            return self._named(token)
        if self._is("("):
            self._take("(")
            node = self.expression()
            self._take(")")
            return node
        if self._is("["):
            return self._list()
        if self._is("@"):
            return self._at_literal()
        if self._is("?") and self._question:
            self._take("?")
            return Question()
        raise self._strange()

    def _named(self, token: Token) -> Node:
        if token.kind == "word" and token.text in _LITERALS:
            self._at += 1
            return Constant(_LITERALS[token.text])
        if token.kind == "word" and token.text in _FULL_FEEL:
            raise self._strange()
        self._at += 1
        if self._is("("):
            return self._call(token.text)
        if token.text not in self._names.variables and token.text not in self._local:
            raise Outside(f"de onbekende naam “{token.text}”")
        return Name(token.text)

    def _call(self, name: str) -> Node:
        if name not in self._names.functions and name not in BUILTIN:
            raise Outside(f"de functie “{name}”")
        self._take("(")
        placed: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self._is(")"):
            if self._is(":", ahead=1) and self._now.kind in ("name", "word"):
                key = self._now.text
                self._at += 2
                named.append((key, self.expression()))
            else:
                placed.append(self.expression())
            if not self._is(")"):
                self._take(",")
        self._take(")")
        if placed and named:
            raise Outside("een aanroep met en zonder namen door elkaar")
        return Call(name, tuple(placed), tuple(named))

    def _list(self) -> Node:
        self._take("[")
        items: list[Node] = []
        while not self._is("]"):
            items.append(self.expression())
            if self._is(".."):
                raise Outside("een interval als waarde")
            if not self._is("]"):
                self._take(",")
        self._take("]")
        return ListOf(tuple(items))

    def _at_literal(self) -> Node:
        self._take("@")
        if self._now.kind != "string":
            raise self._strange()
        text = self._now.text
        self._at += 1
        return Call("@", (Constant(text),))

    # -- tests

    def cell(self) -> Tests:
        if self._is("not") and self._is("(", ahead=1):
            self._take("not")
            self._take("(")
            tests = self._tests(")")
            self._take(")")
            return Tests(tests, negated=True)
        return Tests(self._tests("end"))

    def _tests(self, _: str) -> tuple[OneTest, ...]:
        tests = [self._test()]
        while self._is(","):
            self._take(",")
            tests.append(self._test())
        if len(tests) > MAX_TESTS:
            raise Outside(f"meer dan {MAX_TESTS} waarden in één cel")
        return tuple(tests)

    def _after_in(self) -> Tests:
        if self._is("(") and not self._interval_starts():
            self._take("(")
            tests = self._tests(")")
            self._take(")")
            return Tests(tests)
        return Tests((self._test(single=True),))

    def _test(self, *, single: bool = False) -> OneTest:
        if self._is(*_TEST_OPS):
            operator = self._take(*_TEST_OPS)
            return OneTest(operator, self._sum())
        if self._is("[", "]", "(") and self._interval_starts():
            return self._interval()
        node = self._sum() if single else self.expression()
        if about_input(node):
            return OneTest("holds", node)
        if isinstance(node, (Between, In, If)) or (
            isinstance(node, Binary) and node.operator in (*_COMPARISONS, "and", "or")
        ):
            raise Outside("een voorwaarde zonder ? in een cel")
        return OneTest("=", node)

    def _interval_starts(self) -> bool:
        """Whether `..` stands between this bracket and its end. Looked up, so that nothing is read twice."""
        depth = 0
        for token in self._tokens[self._at + 1 :]:
            if token.kind != "mark":
                continue
            if depth == 0 and token.text in ("..", ",", ")", "]"):
                return token.text == ".."
            depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        return False

    def _interval(self) -> OneTest:
        opening = self._take("[", "]", "(")
        low = self._sum()
        self._take("..")
        high = self._sum()
        closing = self._take("]", ")", "[")
        return OneTest("in", low, high, opening == "[", closing == "]")
