"""From XML to a model, DMN 1.1 to 1.5. What we do not evaluate is kept as such, with its place."""

from collections.abc import Iterator

from netwerkzorg.platform.strict_yaml import Finding

from .model import (
    AGGREGATIONS,
    HITS,
    Beyond,
    Decision,
    Input,
    InputClause,
    Invocation,
    Item,
    Knowledge,
    LiteralText,
    Logic,
    Model,
    OutputClause,
    Row,
    Table,
    Variable,
    Written,
)
from .tokens import normal
from .tree import Element, XmlRefused, read_xml

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
LATEST = "https://www.omg.org/spec/DMN/20230324/MODEL/"
MAX_CELLS = 200_000
_NOT_FOLLOWED = {
    "context": "een context",
    "relation": "een relatie",
    "list": "een lijst van uitdrukkingen",
    "functionDefinition": "een eigen functie",
    "conditional": "een voorwaarde als kader",
    "filter": "een filter",
    "for": "een for-lus",
    "every": "every … satisfies",
    "some": "some … satisfies",
}
_EXPRESSIONS = ("literalExpression", "decisionTable", "invocation", *_NOT_FOLLOWED)


def read_model(content: bytes) -> Model:
    """A model from the bytes of a file; raises XmlRefused."""
    root = read_xml(content)
    if root.name != "definitions" or root.space not in NAMESPACES:
        words = "Dit is geen DMN-model van versie 1.1 tot en met 1.5."
        raise XmlRefused(Finding(root.place, "not_dmn", words))
    inputs = [_input(one) for one in root.all("inputData")]
    own = root.get("namespace")
    knowledge = [_knowledge(one, own) for one in root.all("businessKnowledgeModel")]
    decisions = [_decision(one, own) for one in root.all("decision")]
    _unique(root, [one.get("id") for one in root.children if one.get("id")])
    return Model(
        root.get("name"),
        root.get("namespace"),
        {one.id: one for one in decisions},
        {one.id: one for one in inputs},
        {one.id: one for one in knowledge},
        {one.name: one for one in map(_item, root.all("itemDefinition"))},
        {normal(one.get("name")): one.get("id") for one in root.all("decisionService")},
    )


def _unique(root: Element, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            words = f"De id “{one}” staat er twee keer."
            raise XmlRefused(Finding(root.place, "duplicate_id", words))
        seen.add(one)


def _id(element: Element) -> str:
    return element.get("id") or f"#{element.place.line}:{element.place.column}"


def _variable(element: Element) -> Variable:
    variable = element.first("variable")
    name = variable.get("name") if variable else ""
    return Variable(normal(name or element.get("name")), _type_ref(variable))


def _type_ref(element: Element | None) -> str:
    """A type name without its prefix; in an attribute, in 1.1 sometimes in an element."""
    if element is None:
        return ""
    inner = element.first("typeRef")
    text = inner.text if inner else element.get("typeRef")
    bare = text.strip()
    return normal(bare.rpartition(":")[2] if "://" not in bare else bare.rpartition("}")[2])


def _input(element: Element) -> Input:
    return Input(_id(element), _variable(element), element.place)


def _written(element: Element) -> Written:
    """The `text` inside an element; without it, the element's own place and nothing."""
    inner = element.first("text")
    return Written(inner.text, inner.place) if inner else Written("", element.place)


def _optional(element: Element | None) -> Written | None:
    if element is None:
        return None
    written = _written(element)
    return written if written.text.strip() else None


def _requires(element: Element, namespace: str) -> tuple[str, ...]:
    found = []
    for one in element.children:
        if one.name in ("informationRequirement", "knowledgeRequirement"):
            found += [
                link.get("href")
                for link in one.children
                if link.name in ("requiredInput", "requiredDecision", "requiredKnowledge")
            ]
    # `#id`, with or without the model's own namespace; another model's stays and is never found.
    return tuple(href.removeprefix(f"{namespace}#").removeprefix("#") for href in found)


def _decision(element: Element, namespace: str) -> Decision:
    return Decision(
        _id(element),
        normal(element.get("name")),
        _variable(element),
        _logic_in(element),
        _requires(element, namespace),
        element.place,
        element.get("label"),
    )


def _knowledge(element: Element, namespace: str) -> Knowledge:
    body = element.first("encapsulatedLogic")
    logic: Logic = Beyond("een kennismodel zonder inhoud", element.place)
    parameters: tuple[Variable, ...] = ()
    if body is not None:
        parameters = tuple(
            Variable(normal(one.get("name")), _type_ref(one)) for one in body.all("formalParameter")
        )
        logic = _logic_in(body)
        if body.get("kind", "FEEL") != "FEEL":
            logic = Beyond("een functie in een andere taal", body.place)
    return Knowledge(
        _id(element),
        _variable(element),
        parameters,
        logic,
        _requires(element, namespace),
        element.place,
    )


def _logic_in(element: Element) -> Logic:
    for one in element.children:
        if one.space == element.space and one.name in _EXPRESSIONS:
            return _logic(one)
    return Beyond("een beslissing zonder inhoud", element.place)


def _logic(element: Element) -> Logic:
    if element.name in _NOT_FOLLOWED:
        return Beyond(_NOT_FOLLOWED[element.name], element.place)
    if element.name == "invocation":
        return _invocation(element)
    if element.name == "decisionTable":
        return _table(element)
    if element.first("importedValues"):
        return Beyond("een ingevoerde waarde", element.place)
    language = element.get("expressionLanguage")
    if language and "feel" not in language.lower():
        return Beyond(f"de taal {language[:60]}", element.place)
    return LiteralText(_written(element))


def _invocation(element: Element) -> Logic:
    called = element.first("literalExpression")
    bindings: list[tuple[str, Logic]] = []
    for one in element.all("binding"):
        parameter = one.first("parameter")
        bindings.append((normal(parameter.get("name")) if parameter else "", _logic_in(one)))
    if called is None:
        return Beyond("een aanroep zonder naam", element.place)
    return Invocation(_written(called), tuple(bindings), element.place)


def _table(element: Element) -> Logic:
    hit = HITS.get(element.get("hitPolicy", "UNIQUE"))
    aggregation = element.get("aggregation")
    if hit is None or (aggregation and aggregation not in AGGREGATIONS):
        return Beyond("een onbekende uitkomstregel", element.place)
    if aggregation and hit == "collect":
        hit = AGGREGATIONS[aggregation]
    inputs = tuple(_input_clause(one) for one in element.all("input"))
    outputs = tuple(_output_clause(one) for one in element.all("output"))
    rows = tuple(_row(one) for one in element.all("rule"))
    table = Table(hit, inputs, outputs, rows, element.place)
    return _misshapen(table) or table


def _misshapen(table: Table) -> Beyond | None:
    """Why a table cannot be evaluated as it stands."""
    if not table.outputs:
        return Beyond("een tabel zonder uitkomst", table.place)
    names = [output.name for output in table.outputs]
    if len(names) > 1 and (not all(names) or len(set(names)) != len(names)):
        return Beyond("een tabel met uitkomsten zonder eigen naam", table.place)
    if len(table.rows) * (len(table.inputs) + len(table.outputs)) > MAX_CELLS:
        return Beyond(f"een tabel met meer dan {MAX_CELLS} cellen", table.place)
    for row in table.rows:
        if len(row.cells) != len(table.inputs) or len(row.entries) != len(table.outputs):
            return Beyond("een rij met te veel of te weinig cellen", row.place)
    return None


def _input_clause(element: Element) -> InputClause:
    expression = element.first("inputExpression")
    written = _written(expression) if expression else Written("", element.place)
    return InputClause(written, _type_ref(expression), _optional(element.first("inputValues")))


def _output_clause(element: Element) -> OutputClause:
    return OutputClause(
        normal(element.get("name")),
        _type_ref(element),
        _optional(element.first("outputValues")),
        _optional(element.first("defaultOutputEntry")),
    )


def _row(element: Element) -> Row:
    return Row(
        tuple(map(_written, element.all("inputEntry"))),
        tuple(map(_written, element.all("outputEntry"))),
        element.place,
        tuple(_notes(element)),
    )


def _notes(element: Element) -> Iterator[str]:
    for one in element.all("annotationEntry"):
        yield _written(one).text.strip()


def _item(element: Element) -> Item:
    reference = element.first("typeRef")
    return Item(
        normal(element.get("name")),
        _type_ref(element) if reference is not None else "",
        element.place,
        tuple(map(_item, element.all("itemComponent"))),
        element.get("isCollection").strip() in ("true", "1"),
        _optional(element.first("allowedValues")),
        _optional(element.first("typeConstraint")),
    )
