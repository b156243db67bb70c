"""`netwerkzorg rta`: agreements from the command line. Only `publish` needs settings."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from netwerkzorg.platform.strict_yaml import Finding
from netwerkzorg.platform.strict_yaml import Place as At

from .cases import Raw, Trouble, read_case
from .combination import combine, judge
from .command_line import FILE, FOLDER, REFUSED_FACTS, REFUSED_FILE, compiled_in, region_in
from .comparing import difference_command
from .compiling import Compiled
from .describing import document_command, picture_command
from .loading import Loaded, load_file
from .planning import plan_command
from .presenting import case_json, dump
from .proving import prove_command
from .replaying import replay_command
from .scenarios import run_scenarios
from .unary import KINDS, unary


@click.group()
def rta() -> None:
    """Afspraken controleren, beslissen en publiceren."""


@rta.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml.")
def check(files: tuple[Path, ...], folder: Path | None) -> None:
    """Lees afspraken streng, en speel hun scenario's na."""
    region = region_in(folder)
    good = True
    for path in files:
        loaded = load_file(path, region)
        findings = [*loaded.findings, *_failed(loaded)]
        for finding in findings:
            click.echo(finding.line(str(path)))
        if loaded.agreement is not None and not findings:
            click.echo(f"{path}: in orde, {_counts(loaded.compiled)}")
        good = good and not findings
    if not good:
        sys.exit(REFUSED_FILE)


def _failed(loaded: Loaded) -> list[Finding]:
    if loaded.compiled is None:
        return []
    return [
        Finding(At(one.place.line, one.place.column), "scenario_failed", one.words)
        for one in run_scenarios(loaded.compiled)
    ]


def _counts(compiled: Compiled | None) -> str:
    assert compiled is not None
    agreement = compiled.agreement
    rules = sum(len(decision.rules) for decision in agreement.decisions.values())
    return (
        f"{len(agreement.facts)} feiten, {len(agreement.decisions)} beslissingen, "
        f"{rules} regels, {len(agreement.scenarios)} scenario's geslaagd"
    )


@rta.command()
@click.argument("file", type=FILE)
@click.option("--facts", "facts_file", type=FILE, help="Eén persoon: een JSON-object met feiten.")
@click.option("--cases", "cases_file", type=FILE, help="Elke regel een geval: {facts, given}.")
@click.option("--decision", help="Alleen deze beslissing; applies telt dan niet.")
@click.option("--region", "folder", type=FOLDER, help="De map van de regio met vocabulary.yaml.")
@click.option("--json", "as_lines", is_flag=True, help="Eén JSON-object per regel.")
def decide(
    file: Path,
    facts_file: Path | None,
    cases_file: Path | None,
    decision: str | None,
    folder: Path | None,
    as_lines: bool,
) -> None:
    """Beslis voor één persoon of voor een rij gevallen."""
    if (facts_file is None) == (cases_file is None):
        raise click.UsageError("Geef --facts of --cases, een van de twee.")
    region = region_in(folder)
    compiled = compiled_in(file, region)
    if decision is not None and decision not in compiled.agreement.decisions:
        raise click.UsageError(f"Deze afspraak heeft geen beslissing “{decision}”.")
    ignored = frozenset(region.vocabulary.facts) if region else frozenset[str]()
    texts = [facts_file.read_bytes()] if facts_file else _lines(cases_file)
    refused = False
    for text in texts:
        told = _decided(compiled, text, decision, ignored)
        refused = refused or "error" in told
        click.echo(dump(told) if as_lines else _in_words(told))
    if refused:
        sys.exit(REFUSED_FACTS)


def _lines(path: Path | None) -> Iterator[bytes]:
    assert path is not None
    with path.open("rb") as lines:
        yield from (line for line in lines if line.strip())


def _decided(
    compiled: Compiled, text: bytes, decision: str | None, ignored: frozenset[str]
) -> dict[str, object]:
    try:
        facts, given = _case(text, compiled)
    except ValueError as error:
        return _error([Trouble("", "invalid_json", f"Dit is geen geldig geval: {error}")])
    case = read_case(compiled, facts, given, ignored)
    if case.troubles:
        return _error(list(case.troubles))
    judged = judge(
        compiled, case.known, case.given, ignore_applies=decision is not None, only=decision
    )
    return case_json(judged, combine([judged]))


def _error(troubles: list[Trouble]) -> dict[str, object]:
    return {"error": [{"fact": t.fact, "code": t.code, "text": t.words} for t in troubles]}


def _case(text: bytes, compiled: Compiled) -> tuple[dict[str, Raw], dict[str, Raw]]:
    """A case is `{facts, given}`, or just the facts. Numbers are read as Decimal."""
    try:
        told = json.loads(
            text.decode("utf-8"),
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_once,
        )
    except RecursionError:
        raise ValueError("te diep genest") from None
    if not isinstance(told, dict):
        raise ValueError("hier hoort een object met feiten")
    facts, given = told, {}
    wrapped = isinstance(told.get("facts", {}), dict) and set(told) <= {"facts", "given"}
    if wrapped and told and "facts" not in compiled.agreement.facts:
        facts, given = told.get("facts", {}), told.get("given", {})
    if not isinstance(given, dict):
        raise ValueError("given is een object")
    for name, value in (*facts.items(), *given.items()):
        _plain(name, value)
    return facts, given


def _plain(name: str, value: Any) -> None:
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (dict, list)) for item in items):
        raise ValueError(f"{name} is geen enkele waarde")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is geen getal")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("een naam staat er twee keer")
    return told


def _in_words(told: dict[str, Any]) -> str:
    if "error" in told:
        return "\n".join(f"geweigerd: {one['fact']}: {one['text']}" for one in told["error"])
    lines = [f"{told['agreement']} versie {told['version']}"]
    for name, result in told["decisions"].items():
        rules = ", ".join(map(str, result["rules"])) or "geen"
        lines.append(f"  {name}: {result['status']} {dump(result['outcome'])} (regel {rules})")
        if result["missing"]:
            lines.append(f"    ontbreekt: {', '.join(result['missing'])}")
    urgency = ("minstens " if told["at_least"] else "") + str(told["urgency"])
    lines.append(f"  urgentie {urgency}; routes {', '.join(told['routes']) or 'geen'}")
    return "\n".join(lines)


@rta.command("unary")
@click.option("--type", "type_name", help="Ons type, of dat van DMN.")
@click.option("--cell", help="De cel, zoals “[1..5)”.")
@click.option("--value", help="De waarde als FEEL, zoals 3 of date(…).")
@click.option("--cases", "cases_file", type=FILE, help="Elke regel {type, cell, input of value}.")
@click.option("--json", "as_lines", is_flag=True, help="Eén JSON-object per regel.")
def unary_command(
    type_name: str | None,
    cell: str | None,
    value: str | None,
    cases_file: Path | None,
    as_lines: bool,
) -> None:
    """Toets een waarde aan een cel, zoals DMN het leest."""
    one = (type_name, cell, value)
    if (cases_file is None) == any(part is None for part in one) and cases_file is None:
        raise click.UsageError("Geef --type, --cell en --value, of --cases.")
    if cases_file is not None and any(part is not None for part in one):
        raise click.UsageError("Geef --type, --cell en --value, of --cases.")
    rows: Iterator[Any] = iter([{"type": type_name, "cell": cell, "input": value}])
    if cases_file is not None:
        rows = (_row(line) for line in _lines(cases_file))
    refused = False
    for row in rows:
        told = _matched(row)
        refused = refused or "error" in told
        click.echo(dump(told) if as_lines else str(told.get("error", told.get("match"))))
    if refused:
        sys.exit(REFUSED_FACTS)


def _row(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _matched(row: Any) -> dict[str, object]:
    if not isinstance(row, dict):
        return _error([Trouble("", "invalid_json", "Dit is geen geldig geval.")])
    parts = (row.get("type"), row.get("cell"), row.get("input", row.get("value")))
    type_name, cell, value = parts
    if type_name not in KINDS or not isinstance(cell, str) or not isinstance(value, str):
        words = "Een rij heeft type, cell en input (of value), alle drie tekst."
        return _error([Trouble("", "invalid_row", words)])
    return {"match": unary(type_name, cell, value)}


@rta.command()
@click.argument("file", type=FILE)
@click.option("--from", "starts_on", required=True, type=click.DateTime(["%Y-%m-%d"]))
def publish(file: Path, starts_on: datetime) -> None:
    """Laat een versie gelden vanaf een dag. Dit vraagt de instellingen en de database."""
    from netwerkzorg.platform.config import read_settings
    from netwerkzorg.platform.house import create_house
    from netwerkzorg.platform.outcome import Refused
    from netwerkzorg.platform.work import SYSTEM, unit_of_work

    from . import publishing

    house = create_house(read_settings())
    loaded = load_file(file, house.region)
    for finding in loaded.findings:
        click.echo(finding.line(str(file)), err=True)
    if loaded.findings:
        sys.exit(REFUSED_FILE)
    with unit_of_work(house, SYSTEM) as work:
        done = publishing.publish(work, file.read_bytes(), starts_on.date())
    if isinstance(done, Refused):
        told = f":1:1: {done.code}: {done.at} is al gepubliceerd met een andere tekst."
        lines = [told] if done.code == "already_published" else done.at.splitlines()
        for line in lines:
            click.echo(f"{file}{line}", err=True)
        sys.exit(REFUSED_FILE)
    click.echo(f"{done.agreement} versie {done.version} geldt vanaf {done.published_from}")


rta.add_command(difference_command)
rta.add_command(plan_command)
rta.add_command(prove_command)
rta.add_command(replay_command)
rta.add_command(document_command)
rta.add_command(picture_command)
