"""`dmn test`: every model under a folder against the test cases beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .amounts import Feel, Outside
from .cases import Case, Expected, as_json, read_cases, same, typed
from .engine import Engine, Said
from .items import resolve
from .model import Model, Variable
from .reading import read_model
from .tokens import normal
from .tree import MAX_BYTES, XmlRefused


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result. `status` is pass, fail or refused; values stand as in JSON."""

    level: str
    case: str
    test: str
    decision: str
    status: str
    expected: object
    got: object
    reason: str

    def line(self) -> dict[str, object]:
        return {
            "case": self.case,
            "test": self.test,
            "decision": self.decision,
            "status": self.status,
            "expected": self.expected,
            "got": self.got,
            "reason": self.reason,
        }


def run(folder: Path) -> Iterator[Outcome]:
    """Every result of every `NAME-test-*.xml` with the model beside it, in the order of the paths."""
    for test in sorted(folder.rglob("*-test-*.xml")):
        yield from _run_file(folder, test)


def _model_beside(test: Path, name: str) -> Path | None:
    """The model that the test names, else the one it is called after, else the only one there."""
    beside = sorted(test.parent.glob("*.dmn"))
    wanted = (name, f"{test.stem.rpartition('-test-')[0]}.dmn")
    found = [path for one in wanted for path in beside if path.name == one]
    return found[0] if found else beside[0] if len(beside) == 1 else None


def bounded(path: Path) -> bytes:
    """The bytes of a file, one more than allowed at most: the reader refuses what is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _run_file(folder: Path, test: Path) -> Iterator[Outcome]:
    home = test.parent.resolve()
    level, case = home.parent.name, home.name
    try:
        name, cases = read_cases(bounded(test))
    except XmlRefused as refused:
        yield Outcome(level, case, "", "", "refused", None, None, refused.finding.line(test.name))
        return
    engine = _engine(_model_beside(test, name), test)
    for one in cases:
        for expected in one.results:
            yield _outcome(level, case, one, expected, engine)


def _engine(path: Path | None, test: Path) -> Engine | str:
    """The model made ready, or why it cannot be read at all."""
    if path is None:
        return f"{test.name}:1:1: no_model: Naast dit testbestand staat geen model."
    try:
        return Engine(read_model(bounded(path)))
    except XmlRefused as refused:
        return refused.finding.line(path.name)


def _outcome(
    level: str, name: str, case: Case, expected: Expected, engine: Engine | str
) -> Outcome:
    def told(status: str, got: object = None, reason: str = "") -> Outcome:
        wanted = None if isinstance(expected.value, Outside) else as_json(expected.value)
        return Outcome(level, name, case.id, expected.decision, status, wanted, got, reason)

    if isinstance(engine, str):
        return told("refused", reason=engine)
    try:
        said = _said(engine, case, expected)
        if isinstance(expected.value, Outside):
            raise expected.value
    except Outside as reason:
        return told("refused", reason=f"dit valt buiten ons deel van DMN: {reason}")
    good = said.value is None if expected.error else same(said.value, expected.value)
    return told("pass" if good else "fail", as_json(said.value), said.reason)


def _said(engine: Engine, case: Case, expected: Expected) -> Said:
    if case.kind == "bkm":
        return engine.call(
            case.invocable or expected.decision, _given(engine.model, case, bkm=True)
        )
    if case.kind != "decision":
        raise Outside("een beslisdienst")
    return engine.decide(expected.decision, _given(engine.model, case))


def _given(model: Model, case: Case, *, bkm: bool = False) -> dict[str, Feel]:
    declared: list[Variable] = [one.variable for one in model.inputs.values()]
    if bkm:
        declared = [
            one
            for knowledge in model.knowledge.values()
            if knowledge.variable.name == case.invocable
            for one in knowledge.parameters
        ]
    types = {normal(one.name): one.type_ref for one in declared}
    given: dict[str, Feel] = {}
    for name, value in case.inputs.items():
        if isinstance(value, Outside):
            raise value
        shape = resolve(types.get(name, ""), model.items)
        while shape.inner is not None:
            shape = shape.inner
        given[name] = typed(value, shape.base)
    return given
