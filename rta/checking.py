"""Checks that look further than one place: what a kind of file demands, what the region knows."""

from collections.abc import Iterator

from netwerkzorg.platform.region import FactEntry, Vocabulary
from netwerkzorg.platform.strict_yaml import Mapping, Node, Sequence

from .model import Agreement, Fact
from .reading import Desk

RED_FLAG_URGENCIES = ("U0", "U1")


def at(tree: Node, *path: str | int) -> Node:
    """The node that a path leads to, or the last one on the way that is there."""
    node = tree
    for key in path:
        if isinstance(key, str) and isinstance(node, Mapping):
            found = [value for name, value in node.entries if name.text == key]
        elif isinstance(key, int) and isinstance(node, Sequence):
            found = list(node.items[key : key + 1])
        else:
            found = []
        if not found:
            return node
        node = found[0]
    return node


def check_kind(desk: Desk, tree: Node, agreement: Agreement) -> None:
    """What red flags must look like: yes-or-no questions to residents, one table of calls."""
    if agreement.kind != "red_flags":
        return
    for name, fact in agreement.facts.items():
        if fact.type != "boolean" or "resident" not in fact.ask:
            words = f"{name}: een alarmvraag is ja of nee en heeft een vraag aan de inwoner."
            desk.refuse(at(tree, "facts", name), "red_flag_fact", words)
    decisions = list(agreement.decisions.values())
    if len(decisions) != 1 or decisions[0].hit != "collect":
        words = "Alarmvragen hebben precies één tabel, met hit: collect."
        desk.refuse(at(tree, "decisions"), "red_flag_table", words)
        return
    table = decisions[0]
    types = {name: column.type for name, column in table.gives.items()}
    if types.get("urgency") != "urgency" or "call" not in types:
        words = "Een alarmtabel geeft urgency (type urgency) en call (wie u belt)."
        desk.refuse(at(tree, "decisions", table.id, "gives"), "red_flag_table", words)
        return
    for n, rule in enumerate(table.rules):
        urgency, call = rule.then.get("urgency"), rule.then.get("call")
        if urgency is None or urgency.text not in RED_FLAG_URGENCIES or call is None:
            words = f"Regel {n + 1}: een alarm is U0 of U1 en zegt wie u belt."
            desk.refuse(at(tree, "decisions", table.id, "rules", n), "red_flag_rule", words)


def check_region(desk: Desk, tree: Node, agreement: Agreement, vocabulary: Vocabulary) -> None:
    """Every fact, role, set, service type and contact must be one of the region's."""
    for name, fact in agreement.facts.items():
        _fact(desk, at(tree, "facts", name), fact, vocabulary)
    for path, service_type in _service_types(agreement):
        if service_type not in vocabulary.service_types:
            words = f"De zorgsoort “{service_type}” staat niet in het vocabulaire."
            desk.refuse(at(tree, *path), "unknown_service_type", words)
    for path, role in _roles(agreement):
        if role and role not in vocabulary.roles:
            words = f"De rol “{role}” staat niet in het vocabulaire."
            desk.refuse(at(tree, *path), "unknown_role", words)
    for path, name in _sets(agreement):
        if name and name not in vocabulary.information_sets:
            words = f"De gegevensset “{name}” staat niet in het vocabulaire."
            desk.refuse(at(tree, *path), "unknown_set", words)
    for path, call in _calls(agreement):
        if call not in vocabulary.contacts:
            words = f"“{call}” staat niet bij de contacten van de regio."
            desk.refuse(at(tree, *path), "unknown_contact", words)


def _fact(desk: Desk, node: Node, fact: Fact, vocabulary: Vocabulary) -> None:
    entry = vocabulary.facts.get(fact.id)
    if entry is None:
        words = f"Het feit “{fact.id}” staat niet in het woordenboek van de regio."
        desk.refuse(node, "unknown_fact", words)
        return
    for part, words in _differences(fact, entry):
        words = f"{fact.id}: {words} is anders dan in het woordenboek van de regio."
        desk.refuse(at(node, part), "fact_differs", words)


def _differences(fact: Fact, entry: FactEntry) -> Iterator[tuple[str, str]]:
    if fact.type != entry.type:
        yield "type", "het type"
    if fact.column.unit and fact.column.unit != entry.unit:
        yield "unit", "de eenheid"
    if fact.codes is not None and list(fact.codes) != list(entry.codes):
        yield "codes", "de codelijst"
    for who, question in fact.ask.items():
        if entry.ask.get(who) != question.get("nl"):
            yield "ask", "de vraag"


Path = tuple[str | int, ...]


def _service_types(agreement: Agreement) -> Iterator[tuple[Path, str]]:
    for name, decision in agreement.decisions.items():
        routes = [out for out, column in decision.gives.items() if column.type == "service_type"]
        for n, rule in enumerate(decision.rules):
            for output in routes:
                value = rule.then.get(output)
                if value is not None:
                    yield ("decisions", name, "rules", n, "then", output), value.text
            for (source, output), cell in rule.when.outputs.items():
                column = agreement.decisions[source].gives[output]
                if column.type == "service_type":
                    for test in cell.tests:
                        yield ("decisions", name, "rules", n, "when"), str(test.low)
    for n, never in enumerate(agreement.never):
        yield ("never", n, "route"), never.route


def _roles(agreement: Agreement) -> Iterator[tuple[Path, str]]:
    for name, fact in agreement.facts.items():
        yield ("facts", name, "judged_by"), fact.judged_by or ""
    for n, step in enumerate(agreement.steps):
        yield ("steps", n, "role"), step.role
        if step.hands_over:
            yield ("steps", n, "hands_over", "to"), step.hands_over.to
    for n, back in enumerate(agreement.back_referral):
        yield ("back_referral", n, "to"), back.to


def _sets(agreement: Agreement) -> Iterator[tuple[Path, str]]:
    for n, step in enumerate(agreement.steps):
        for m, asked in enumerate(step.information):
            yield ("steps", n, "information", m), asked.set
        for item in step.hands_over.items if step.hands_over else ():
            yield ("steps", n, "hands_over", "with"), item
    for n, back in enumerate(agreement.back_referral):
        for m, item in enumerate(back.items):
            yield ("back_referral", n, "with", m), item


def _calls(agreement: Agreement) -> Iterator[tuple[Path, str]]:
    if agreement.kind != "red_flags":
        return
    for name, decision in agreement.decisions.items():
        for n, rule in enumerate(decision.rules):
            call = rule.then.get("call")
            if call is not None:
                yield ("decisions", name, "rules", n, "then", "call"), call.text
