"""An agreement as a PlanDefinition: valid R4, with every part of the file in it."""

import json
import random
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from dmn_agreements import clock_agreement
from java_parts import Part, a_validator, findings
from rta_oracle import random_agreement
from shared import ROOT

from netwerkzorg.rta.commands import rta
from netwerkzorg.rta.dmn.reading import read_model
from netwerkzorg.rta.loading import load, load_file
from netwerkzorg.rta.model import Agreement
from netwerkzorg.rta.plan_definition import plan_definition

REGION = ROOT / "regions" / "utrecht"
AGREEMENTS = sorted((REGION / "agreements").glob("*/*.yaml"))
WHOLE = """
language: 1
agreement: 2e-proef_met-alles
version: "1.2"
title: "Proef: <alles>"
summary: "Alles wat er in kan staan."
valid: {from: "2026-01-01"}
owners: ["Een", "Twee"]
sources: [{id: bron, title: "De bron", publisher: "Uitgever", year: "2023"}]
facts:
  leeftijd: {type: number, range: "[18..120]", from: person.age}
  bloeddruk: {type: number, from: "measurement:85354-9"}
  score: {type: integer, from: "questionnaire:https://example.org/q#score"}
  buur: {type: text, optional: true, ask: {resident: "Wie is uw buur?"}}
  sinds: {type: date}
  om: {type: time}
  op: {type: datetime}
  duurt: {type: duration}
  heel-lang: {type: period}
  klachten: {type: codes, codes: [moe, duizelig]}
  hoe-snel: {type: urgency}
applies: {leeftijd: ">= 65"}
decisions:
  lijst:
    hit: collect
    gives: {reden: {type: text}}
    rules:
      - {when: {klachten: "moe, duizelig", bloeddruk: "]140..200["}, then: {reden: "moe"}}
      - {when: {sinds: '< date("2026-01-01")', om: '[time("08:00")..time("17:00"))'}, then: {reden: "lang"}}
  keuze:
    uses: [lijst]
    hit: first
    gives: {route: {type: service_type}, urgency: {type: urgency}}
    rules:
      - when: {lijst.reden: 'not("moe")', buur: "null", op: '> date and time("2026-01-01T10:00")'}
        then: {route: welzijn, urgency: U1}
        because: "Omdat 'het' \\\\ zo is."
        source: bron
        quote: "Letterlijk."
      - when: {duurt: '> duration("P2D")', heel-lang: 'duration("P1Y6M")'}
        then: {route: welzijn, urgency: U3}
      - {when: {buur: 'not("nee")', hoe-snel: "<= U2"}, then: {route: welzijn, urgency: U5}}
      - {then: {}}
never: [{when: {klachten: "moe"}, route: welzijn, because: "Nooit."}]
steps:
  - id: eerst
    phase: triage
    role: huisarts
    does: "Kijkt."
    within: {U3: 24h, U4: 5wd}
    start: answer
    information: [{set: problemen}, {set: metingen, period: 1y}, {set: iets-eigens}]
    sends: ["doel"]
  - id: dan
    phase: care
    role: wijkverpleegkundige
    when: {keuze.route: "welzijn"}
    does: "Helpt."
    within: 2w
    hands_over: {to: huisarts, when: {keuze.urgency: "U1"}, with: [zorgplan]}
back_referral: [{when: {leeftijd: "< 70"}, to: huisarts, not_after: 6mo, with: [brief]}]
"""


@pytest.fixture(scope="module")
def validator() -> Iterator[Part]:
    with a_validator() as part:
        yield part


def whole() -> Agreement:
    agreement = load(WHOLE.encode()).agreement
    assert agreement is not None, [f.line("whole") for f in load(WHOLE.encode()).findings]
    return agreement


def expressions(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "expression" in value and isinstance(value["expression"], str):
            yield value["expression"]
        for one in value.values():
            yield from expressions(one)
    elif isinstance(value, list):
        for one in value:
            yield from expressions(one)


@pytest.mark.slow
def test_the_validator_finds_no_error(validator: Part) -> None:
    """The region's agreements, one with everything in it, and 20 generated ones."""
    agreements = [load_file(path).agreement for path in AGREEMENTS] + [whole()]
    for seed in range(20):
        dice = random.Random(seed)
        text = clock_agreement(dice) if seed % 2 else random_agreement(dice)[2]
        agreements.append(load(text.encode()).agreement)
    wrong = []
    for agreement in agreements:
        assert agreement is not None
        for base in ("urn:netwerkzorg", "https://regio.example.org/fhir"):
            told = findings(validator, plan_definition(agreement, base=base, status="active"))
            wrong += [one for one in told if one["severity"] in ("error", "fatal")]
    print(f"\nPlanDefinitions: {len(agreements)} agreements, {len(wrong)} errors")
    assert wrong == []


@pytest.mark.slow
def test_the_validator_would_have_seen_an_error(validator: Part) -> None:
    broken = plan_definition(whole())
    broken["action"][0]["selectionBehavior"] = "whatever"
    assert any(one["severity"] == "error" for one in findings(validator, broken))


def test_everything_of_the_file_is_in_it() -> None:
    plan = plan_definition(whole(), base="https://regio.example.org/fhir", status="active")
    assert plan["url"] == "https://regio.example.org/fhir/PlanDefinition/2e-proef_met-alles"
    assert (plan["id"], plan["name"], plan["status"]) == (
        "2e-proef-met-alles-1.2",
        "A2eProefMetAlles",
        "active",
    )
    (top,) = plan["action"]
    ids = [one["id"] for one in top["action"]]
    assert ids == [
        "decision-lijst",
        "decision-keuze",
        "never-1",
        "step-eerst",
        "step-dan",
        "back-1",
    ]
    lines = json.dumps(plan, ensure_ascii=False)
    for words in (
        "Letterlijk.",
        "24 uur",
        "5 werkdagen",
        "iets-eigens",
        "zorgplan",
        "brief",
        "Nooit.",
    ):
        assert words in lines, words
    rule = top["action"][1]["action"][0]
    assert (rule["priority"], rule["code"]) == ("stat", [{"text": "welzijn"}])
    step = top["action"][4]
    assert step["timingDuration"]["code"] == "wk"
    assert step["action"][0]["participant"][0]["role"]["text"] == "huisarts"


def test_its_conditions_are_fhirpath() -> None:
    found = set(expressions(plan_definition(whole())))
    for wanted in (
        "(%leeftijd >= 65)",
        "('moe' in %klachten or 'duizelig' in %klachten) and ((%bloeddruk > 140 and %bloeddruk < 200))",
        "(%sinds < @2026-01-01) and ((%om >= @T08:00:00 and %om < @T17:00:00))",
        "(%duurt > 172800 's') and (%`heel-lang` = 18 'mo')",
        "(%buur.exists() and (%buur = 'nee').not()) and (%`hoe-snel` <= 'U2')",
        "(%buur.empty()) and (%op > @2026-01-01T09:00:00Z) and "
        "%lijst.reden.where(($this.exists() and ($this = 'moe').not())).exists()",
        "(%keuze.route = 'welzijn')",
    ):
        assert wanted in found, (wanted, found)


def test_the_decisions_stand_inside_as_dmn() -> None:
    (library,) = plan_definition(whole())["contained"]
    model = read_model(b64decode(library["content"][0]["data"]))
    assert {one.name for one in model.decisions.values()} == {"lijst", "keuze", "applies"}


def test_what_dmn_cannot_hold_is_left_out_and_the_rest_stays() -> None:
    som = "som: {hit: sum, gives: {n: {type: duration}}, rules: [{then: {n: PT1H}}]}"
    text = WHOLE.replace("decisions:\n", f"decisions:\n  {som}\n")
    agreement = load(text.encode()).agreement
    assert agreement is not None
    plan = plan_definition(agreement)
    assert "contained" not in plan
    assert "library" not in plan
    assert len(plan["action"][0]["action"]) == 7


def test_the_command_writes_it_or_says_why_not(tmp_path: Path) -> None:
    done = CliRunner().invoke(rta, ["plandefinition", str(AGREEMENTS[0]), "--region", str(REGION)])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["resourceType"] == "PlanDefinition"
    broken = tmp_path / "a.yaml"
    broken.write_text("language: 1\n")
    refused = CliRunner().invoke(rta, ["plandefinition", str(broken)])
    assert refused.exit_code == 1
    assert f"{broken}:1:1: missing_key" in refused.stderr
