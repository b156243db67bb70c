"""The command line: shapes and exit codes that scripts rely on."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shared import ROOT

from netwerkzorg.rta.commands import rta

UTRECHT = ROOT / "regions" / "utrecht"
FALLS = str(UTRECHT / "agreements" / "valpreventie" / "1.yaml")
ADVICE = str(UTRECHT / "agreements" / "meedenkconsult" / "1.yaml")
DE_VRIES = {"hulpvraag": "vallen", "leeftijd": 82, "thuiswonend": True, "vallen12mnd": 2}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(rta, list(arguments))


def decided(folder: Path, file: str, *cases: object, options: tuple[str, ...] = ()) -> Result:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(c if isinstance(c, str) else json.dumps(c) for c in cases))
    return run("decide", file, "--cases", str(path), "--json", *options)


def test_decide_prints_the_whole_answer(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(json.dumps(DE_VRIES))
    ran = run("decide", FALLS, "--facts", str(tmp_path / "f.json"), "--json")
    assert ran.exit_code == 0
    told = json.loads(ran.output)
    assert (told["agreement"], told["version"]) == ("valpreventie", "1")
    assert told["applies"] is True
    assert told["decisions"]["risico"] == {
        "status": "decided",
        "outcome": {"risico": "hoog"},
        "rules": [4],
        "missing": [],
        "possible": [],
        "exact": True,
    }
    assert (told["urgency"], told["routes"], told["needs_person"]) == (
        "U4",
        ["valrisicobeoordeling"],
        False,
    )


def test_undecided_names_what_is_possible_and_missing(tmp_path: Path) -> None:
    case = {
        "facts": {"leeftijd": "80", "thuiswonend": "true", "vallen12mnd": "1", "ernstigeVal": False}
    }
    (got,) = [json.loads(x) for x in decided(tmp_path, FALLS, case).output.splitlines()]
    assert got["applies"] is None
    assert got["needs_person"] is True
    assert got["decisions"]["risico"]["status"] == "undecided"
    assert got["decisions"]["risico"]["possible"] == [{"risico": "matig"}, {"risico": "laag"}]
    assert got["decisions"]["risico"]["missing"] == ["looptestSeconden"]
    assert got["decisions"]["aanpak"]["missing"] == ["looptestSeconden"]


def test_does_not_apply(tmp_path: Path) -> None:
    (got,) = [
        json.loads(x)
        for x in decided(tmp_path, FALLS, {"facts": {"hulpvraag": "hart"}}).output.splitlines()
    ]
    assert (got["applies"], got["decisions"], got["urgency"], got["routes"]) == (
        False,
        {},
        None,
        [],
    )
    alone = decided(
        tmp_path,
        FALLS,
        {"facts": {"hulpvraag": "hart", "leeftijd": 60}},
        options=("--decision", "risico"),
    )
    told = json.loads(alone.output)
    assert told["applies"] is True
    assert told["decisions"]["risico"]["rules"] == [1]


def test_given_outputs_stand_for_a_decision(tmp_path: Path) -> None:
    case = {"given": {"risico.risico": "hoog"}}
    got = json.loads(decided(tmp_path, FALLS, case).output)
    assert got["decisions"]["vervolg"]["rules"] == [3]
    assert got["decisions"]["aanpak"]["outcome"] == {
        "route": "valrisicobeoordeling",
        "urgency": "U4",
    }


def test_numbers_stand_as_written(tmp_path: Path) -> None:
    text = Path(ADVICE).read_text().replace('termijnWerkdagen: "3"', 'termijnWerkdagen: "3.50"')
    file = tmp_path / "advies.yaml"
    file.write_text(text)
    facts = dict.fromkeys(["spoed", "onderBehandeling", "inKetenzorg"], False)
    facts |= dict.fromkeys(["vraagstelling", "samenvatting"], True)
    ran = decided(tmp_path, str(file), {"facts": facts})
    assert '"termijnWerkdagen": 3.50}' in ran.output
    assert json.loads(ran.output, parse_float=Decimal)["decisions"]["toelating"]["rules"] == [6]


def test_out_of_range_goes_to_a_person(tmp_path: Path) -> None:
    got = json.loads(decided(tmp_path, FALLS, {"facts": {**DE_VRIES, "leeftijd": 130}}).output)
    assert got["decisions"]["risico"]["status"] == "undecided"
    assert got["decisions"]["risico"]["outside"] == ["leeftijd"]
    assert got["needs_person"] is True


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"facts": {"leeftyd": 3}}, "unknown_fact"),
        ({"facts": {"leeftijd": "oud"}}, "fact_not_understood"),
        ({"facts": {"leeftijd": True}}, "fact_not_understood"),
        ({"facts": {"leeftijd": "1e5"}}, "fact_not_understood"),
        ('{"facts": {"leeftijd": 1e999999999}}', "fact_not_understood"),
        ('{"facts": {"leeftijd": NaN}}', "invalid_json"),
        ('{"facts": {"leeftijd": 1, "leeftijd": 2}}', "invalid_json"),
        ({"facts": {"leeftijd": {"a": 1}}}, "invalid_json"),
        ({"facts": {"leeftijd": [1]}}, "fact_not_understood"),
        ({"facts": {"hulpvraag": "vlucht"}}, "fact_code_unknown"),
        ({"given": {"risico.risico": "torenhoog"}}, "fact_code_unknown"),
        ({"given": {"risico.kleur": "rood"}}, "unknown_output"),
        ("[" * 100_000, "invalid_json"),
        ("[1]", "invalid_json"),
        ("{", "invalid_json"),
    ],
)
def test_refused_facts_end_with_3_and_the_rest_is_decided(
    tmp_path: Path, case: object, code: str
) -> None:
    ran = decided(tmp_path, FALLS, case, {"facts": DE_VRIES})
    refused, fine = [json.loads(line) for line in ran.output.splitlines()]
    assert ran.exit_code == 3
    assert [one["code"] for one in refused["error"]] == [code]
    assert fine["urgency"] == "U4"


def test_finer_than_the_declared_places_is_refused(tmp_path: Path) -> None:
    text = Path(FALLS).read_text().replace("unit: s, range", 'unit: s, places: "1", range')
    (tmp_path / "v.yaml").write_text(text)
    for value, code in (("4.1", 0), ("4.10", 0), ("4.11", 3)):
        ran = decided(tmp_path, str(tmp_path / "v.yaml"), {"facts": {"looptestSeconden": value}})
        assert ran.exit_code == code, value


def test_a_region_knows_facts_that_this_agreement_does_not_use(tmp_path: Path) -> None:
    case = {"facts": {**DE_VRIES, "mrc": 3}}
    assert decided(tmp_path, FALLS, case).exit_code == 3
    assert decided(tmp_path, FALLS, case, options=("--region", str(UTRECHT))).exit_code == 0


def test_a_refused_file_ends_with_1_and_usage_with_2(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("language: 1\n")
    checked = run("check", FALLS, str(bad))
    assert checked.exit_code == 1
    assert f"{bad}:1:1: missing_key: " in checked.output
    assert f"{FALLS}: in orde" in checked.output
    assert decided(tmp_path, str(bad), {}).exit_code == 1
    assert run("check", str(tmp_path / "absent.yaml")).exit_code == 2
    assert run("decide", FALLS, "--json").exit_code == 2
    assert decided(tmp_path, FALLS, {}, options=("--decision", "nee")).exit_code == 2


def test_a_failing_scenario_is_told_with_its_place(tmp_path: Path) -> None:
    text = Path(FALLS).read_text()
    (tmp_path / "v.yaml").write_text(text.replace("urgency: U4}, because", "urgency: U3}, because"))
    ran = run("check", str(tmp_path / "v.yaml"))
    assert ran.exit_code == 1
    (line,) = ran.output.splitlines()
    assert ": scenario_failed: “mevrouw De Vries" in line
    assert "urgency U3" in line


def test_unary_from_the_command_line() -> None:
    ran = run("unary", "--type", "number", "--cell", "[1..5)", "--value", "5", "--json")
    assert (ran.exit_code, ran.output) == (0, '{"match": false}\n')
    assert run("unary", "--type", "number", "--cell", "[1..5)").exit_code == 2
    assert run("unary", "--type", "kleur", "--cell", "1", "--value", "1", "--json").exit_code == 3


def test_publish_puts_a_version_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from worlds import a_house, with_people

    from netwerkzorg.platform import config
    from netwerkzorg.platform.work import SYSTEM
    from netwerkzorg.rta import service

    world = with_people(a_house(tmp_path))
    monkeypatch.setattr(config, "read_settings", lambda: world.house.settings)
    done = run("publish", FALLS, "--from", "2026-01-01")
    assert (done.exit_code, done.output) == (0, "valpreventie versie 1 geldt vanaf 2026-01-01\n")
    assert run("publish", FALLS, "--from", "2026-01-01").exit_code == 0
    with world.as_person(SYSTEM) as work:
        assert [one.agreement for one in service.versions_in_force(work)] == ["valpreventie"]
    changed = tmp_path / "v.yaml"
    changed.write_text(Path(FALLS).read_text().replace("Wie vaker valt", "Wie vaak valt"))
    refused = run("publish", str(changed), "--from", "2026-01-01")
    assert (refused.exit_code, "already_published" in refused.output) == (1, True)
    (tmp_path / "bad.yaml").write_text("language: 1\n")
    assert run("publish", str(tmp_path / "bad.yaml"), "--from", "2026-01-01").exit_code == 1
    assert run("publish", FALLS, "--from", "morgen").exit_code == 2


def test_an_agreement_as_text_and_as_picture() -> None:
    whole = run("document", FALLS)
    assert whole.exit_code == 0
    assert "| 1 | Leeftijd: minder dan 65 jaar | Risico: niet van toepassing |" in whole.output
    plain = run("document", FALLS, "--for", "inwoner")
    assert "Uw risico om te vallen is hoog." in plain.output
    assert "|" not in plain.output
    drawn = run("picture", FALLS)
    assert drawn.output.startswith("<svg ")
    assert "Wijkverpleegkundige" in drawn.output
