"""Publishing runs the proof: what is not proved is refused with its findings, and leaves nothing."""

from datetime import date
from pathlib import Path

import pytest
from shared import ROOT
from worlds import ADMIN, World

from netwerkzorg.platform.outcome import Refused
from netwerkzorg.rta import admission, service
from netwerkzorg.rta.loading import compiled_text

AGREEMENTS = ROOT / "regions" / "utrecht" / "agreements"
DAY = date(2026, 1, 1)


def content(name: str) -> bytes:
    return (AGREEMENTS / name / "1.yaml").read_bytes()


NONE = b'    none: "Deze afspraak is voor mensen van 65 jaar of ouder die thuis wonen."\n'
GAP = content("valpreventie").replace(NONE, b"", 1)
FORBIDDEN = content("elv").replace(
    b"never:\n",
    b'never:\n  - {when: {adlOvername: "true"}, route: elv-hoog-complex, because: "X"}\n',
)


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        (GAP, "incomplete", "nothing for whom it is not meant"),
        (FORBIDDEN, "contradiction", "advised and forbidden"),
    ],
)
def test_what_is_not_proved_is_refused(world: World, text: bytes, code: str, why: str) -> None:
    with world.as_person(ADMIN) as work:
        refused = service.publish(work, text, DAY)
        assert isinstance(refused, Refused), why
        assert refused.code == "agreement_not_proved"
        assert all(f": {code}: " in line for line in refused.at.splitlines()), refused.at
        assert service.versions_in_force(work) == ()


def test_what_two_people_accepted_is_published(world: World) -> None:
    with world.as_person(ADMIN) as work:
        found = admission.obstacles(work, compiled_text(GAP), DAY)
        assert [one.code for one in found] == ["incomplete"]
        assert isinstance(service.publish(work, GAP, DAY, waived={"something-else"}), Refused)
        done = service.publish(work, GAP, DAY, waived={one.key for one in found})
        assert not isinstance(done, Refused)
        assert not isinstance(service.publish(work, GAP, DAY), Refused), (
            "the same again is the same"
        )


def test_it_is_proved_beside_what_is_in_force(world: World) -> None:
    """An agreement that is fine alone may contradict one that counts already."""
    other = content("valpreventie").replace(b"agreement: valpreventie", b"agreement: vallen")
    other = other.replace(
        b"steps:\n",
        b'never: [{when: {leeftijd: ">= 90"}, route: valpreventie-zelfhulp, because: "X"}]\nsteps:\n',
    ).replace(b"route: valpreventie-zelfhulp, urg", b"route: beweegaanbod, urg")
    with world.as_person(ADMIN) as work:
        assert admission.obstacles(work, compiled_text(other), DAY) == ()
        service.publish(work, content("valpreventie"), DAY)
        (found,) = admission.obstacles(work, compiled_text(other), DAY)
        assert (found.code, found.facts["leeftijd"]) == ("contradiction", "90")


def test_an_alarm_that_was_published_cannot_silently_go(world: World) -> None:
    alarms = content("rode-vlaggen")
    less = alarms.split(b"scenarios:")[0].replace(b'version: "1"', b'version: "2"')
    less = b"\n".join(line for line in less.splitlines() if b'suicidaal: "true"' not in line)
    with world.as_person(ADMIN) as work:
        service.publish(work, alarms, DAY)
        refused = service.publish(work, less, date(2026, 2, 1))
        assert isinstance(refused, Refused)
        assert "red_flag_gone" in refused.at


def test_a_quote_is_looked_up_in_the_region(tmp_path: Path) -> None:
    from netwerkzorg.rta.proving import stored_in

    (tmp_path / "sources" / "elv").mkdir(parents=True)
    (tmp_path / "sources" / "elv" / "lhv.txt").write_text("Tekst")
    read = stored_in(tmp_path)
    assert read("elv", "lhv") == "Tekst"
    assert read("elv", "nergens") is None
    assert read("elv", "../elv/lhv") is None
    assert read("..", "lhv") is None
