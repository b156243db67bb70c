"""`viewer render` reads folders without settings: the shared dossiers, and the pair with one BSN."""

import json

from click.testing import CliRunner
from shared import fixtures

from netwerkzorg.viewer.commands import viewer

WHO = ("--bsn", "111222333", "--birthdate", "1950-02-26")


def rendered(*arguments: str) -> dict[str, list[dict[str, object]]]:
    result = CliRunner().invoke(viewer, ["render", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, list[dict[str, object]]] = json.loads(result.output)
    return found


def test_merkens_over_three_sources() -> None:
    folder = fixtures() / "fhir-sources" / "merkens-r4"
    found = rendered(*(str(folder / one) for one in ("huisarts", "ziekenhuis", "vvt")), *WHO)
    titles = {str(item["title"]) for item in found["items"]}
    assert titles >= {"General weakness", "Hypercalcemia", "Dissection of aorta", "urokinase",
                      "gemcitabine", "apremilast", "Thyroidectomy", "Zorgteam"}  # fmt: skip


def test_the_same_bsn_of_another_person_is_a_conflict_and_never_merged() -> None:
    folder = fixtures() / "fhir-sources"
    paths = [folder / "merkens-r4" / "huisarts", folder / "vanputten-r4" / "thuiszorg"]
    found = rendered(*map(str, paths), *WHO)
    states = {(str(e["source"]), e["state"]) for e in found["ledger"] if "vanputten" in str(e)}
    assert {state for _, state in states} == {"conflict"}
    assert not any("vanputten" in str(item["source"]) for item in found["items"])


def test_an_older_version_is_said_and_not_dropped() -> None:
    folder = fixtures() / "fhir-sources" / "vendors-stu3"
    found = rendered(str(folder / "nexus"), str(folder / "sanday"))
    reasons = {(str(e["source"]), e["reason"]) for e in found["ledger"]}
    assert {reason for name, reason in reasons if "nexus" in name} == {"unsupported_version"}
    assert any("sanday" in str(item["source"]) for item in found["items"])


def test_on_bsn_alone_nobody_is_looked_up() -> None:
    folder = str(fixtures() / "fhir-sources" / "merkens-r4" / "huisarts")
    result = CliRunner().invoke(viewer, ["render", folder, "--bsn", "111222333"])
    assert result.exit_code == 2
