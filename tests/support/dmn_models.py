"""Small DMN models and test files, written out as XML for the tests."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
TESTS = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema">{}</testCases>'
)


def model(*parts: str, space: str = MODEL) -> bytes:
    inside = "".join(parts)
    return f'<definitions xmlns="{space}" name="m" namespace="n" id="m">{inside}</definitions>'.encode()


def text(tag: str, content: str, **attributes: str) -> str:
    return f"<{tag}{_attributes(attributes)}><text>{escape(content)}</text></{tag}>"


def _attributes(given: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in given.items() if value)


def an_input(name: str, type_ref: str = "") -> str:
    variable = f"<variable{_attributes({'name': name, 'typeRef': type_ref})}/>"
    return f"<inputData{_attributes({'name': name, 'id': 'i-' + name})}>{variable}</inputData>"


def decision(
    name: str,
    logic: str,
    inputs: Sequence[str] = (),
    decisions: Sequence[str] = (),
    knowledge: Sequence[str] = (),
    type_ref: str = "",
) -> str:
    needs = [
        f'<informationRequirement><requiredInput href="#i-{one}"/></informationRequirement>'
        for one in inputs
    ]
    needs += [
        f'<informationRequirement><requiredDecision href="#d-{one}"/></informationRequirement>'
        for one in decisions
    ]
    needs += [
        f'<knowledgeRequirement><requiredKnowledge href="#k-{one}"/></knowledgeRequirement>'
        for one in knowledge
    ]
    variable = f"<variable{_attributes({'name': name, 'typeRef': type_ref})}/>"
    return (
        f"<decision{_attributes({'name': name, 'id': 'd-' + name})}>"
        f"{variable}{''.join(needs)}{logic}</decision>"
    )


def literal(expression: str) -> str:
    return text("literalExpression", expression)


def column(expression: str, type_ref: str = "", values: str = "") -> str:
    allowed = text("inputValues", values) if values else ""
    return f"<input>{text('inputExpression', expression, typeRef=type_ref)}{allowed}</input>"


def output(name: str = "", type_ref: str = "", values: str = "", default: str = "") -> str:
    inside = text("outputValues", values) if values else ""
    inside += text("defaultOutputEntry", default) if default else ""
    return f"<output{_attributes({'name': name, 'typeRef': type_ref})}>{inside}</output>"


def rule(cells: Sequence[str], entries: Sequence[str]) -> str:
    inside = "".join(text("inputEntry", cell) for cell in cells)
    inside += "".join(text("outputEntry", entry) for entry in entries)
    return f"<rule>{inside}</rule>"


def table(hit: str, *parts: str, aggregation: str = "") -> str:
    told = _attributes({"hitPolicy": hit, "aggregation": aggregation})
    return f"<decisionTable{told}>{''.join(parts)}</decisionTable>"


def knowledge(name: str, parameters: Sequence[str], logic: str) -> str:
    formal = "".join(f"<formalParameter{_attributes({'name': one})}/>" for one in parameters)
    return (
        f"<businessKnowledgeModel{_attributes({'name': name, 'id': 'k-' + name})}>"
        f"<variable{_attributes({'name': name})}/>"
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


def item(
    name: str, base: str = "", allowed: str = "", *, many: bool = False, parts: str = ""
) -> str:
    inside = f"<typeRef>{escape(base)}</typeRef>" if base else ""
    inside += text("allowedValues", allowed) if allowed else ""
    told = _attributes({"name": name, "isCollection": "true" if many else ""})
    return f"<itemDefinition{told}>{inside}{parts}</itemDefinition>"


def part(name: str, base: str) -> str:
    return f"<itemComponent{_attributes({'name': name})}><typeRef>{escape(base)}</typeRef></itemComponent>"
