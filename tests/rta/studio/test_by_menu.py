"""A whole agreement by menus alone: nobody has to see the file."""

import re
from html import unescape
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sites import Site
from studio_people import COLLEAGUE, GP, Studio
from werkzeug.test import TestResponse

from netwerkzorg.rta.loading import load
from netwerkzorg.rta.studio import service
from netwerkzorg.rta.writing import tree_of


class Writer:
    """Somebody at the forms of one draft."""

    def __init__(self, studio: Studio) -> None:
        self.site: Site = studio[0]
        self.base = studio[1]
        self.client: FlaskClient = self.site.logged_in(GP)

    def post(self, path: str, page: str = "", **fields: object) -> TestResponse:
        html = self.client.get(page or path).get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', html)
        seen = re.search(r'name="gezien" value="([^"]+)"', html)
        assert token, html[:400]
        sent = {"csrf_token": token[1], "idempotency_key": str(uuid4()), **fields}
        if seen:
            sent.setdefault("gezien", seen[1])
        return self.client.post(path.partition("?")[0], data=sent, headers={"Origin": self.base})


@pytest.fixture
def writer(studio: Studio) -> Writer:
    return Writer(studio)


def test_an_agreement_from_nothing(writer: Writer) -> None:
    begun = writer.post("/studio", titel="Wondzorg thuis", naam="wondzorg")
    assert begun.status_code == 303, unescape(begun.text)
    at = begun.headers["Location"]
    for fact in ("hulpvraag", "leeftijd", "thuiswonend"):
        assert writer.post(f"{at}/vragen", feit=fact).status_code == 303
    twice = writer.post(f"{at}/vragen", feit="leeftijd")
    assert twice.status_code == 422
    made = writer.post(f"{at}/tabel", naam="aanpak", telt="first", **{"geeft-hulp": "ja"})
    assert made.status_code == 303, unescape(made.text)
    row = f"{at}/regel?tabel=aanpak"
    first = {"tabel": "aanpak", "regel": "0", "als-1-hoe": ">=", "als-1-a": "80,5"}
    assert (
        writer.post(row, **first, **{"dan-0": "wijkverpleging"}, omdat="U bent oud.").status_code
        == 303
    )
    late = writer.post(row, tabel="aanpak", regel="0", **{"als-0-hoe": ">=", "als-0-a": "oud"})
    assert "Vul een getal in" in unescape(late.text)
    rest = writer.post(
        row, tabel="aanpak", regel="0", **{"dan-0": "wijkverpleging"}, omdat="Altijd."
    )
    assert rest.status_code == 303, unescape(rest.text)
    assert writer.post(f"{at}/voor-wie", **{"als-0": "vallen"}).status_code == 303
    step = {"naam": "bezoek", "wie": "wijkverpleegkundige", "doet": "Komt langs.", "fase": "care",
            "binnen-U4": "5wd", "wanneer": "aanpak.route=wijkverpleging", "stuurt": "doel\nfoto"}  # fmt: skip
    assert writer.post(f"{at}/stap", **step).status_code == 303
    wrong = writer.post(f"{at}/stap", **{**step, "naam": "tweede", "binnen-U4": "gauw"})
    assert "Schrijf een termijn" in unescape(wrong.text)

    with writer.site.world.as_person(GP) as work:
        (draft,) = service.drafts(work)
        text = service.text_now(work, draft)
        loaded = load(text.encode(), work.region)
    assert loaded.findings == (), text
    tree = tree_of(text)
    assert tree["applies"] == {"hulpvraag": "vallen"}
    assert tree["decisions"] == {
        "aanpak": {
            "hit": "first",
            "gives": {"route": {"type": "service_type"}},
            "rules": [
                {
                    "when": {"leeftijd": ">= 80.5"},
                    "then": {"route": "wijkverpleging"},
                    "because": "U bent oud.",
                },
                {"then": {"route": "wijkverpleging"}, "because": "Altijd."},
            ],
        }
    }  # fmt: skip
    assert tree["steps"] == [
        {"id": "bezoek", "phase": "care", "role": "wijkverpleegkundige", "does": "Komt langs.",
         "when": {"aanpak.route": "wijkverpleging"}, "within": {"U4": "5wd"}, "sends": ["doel", "foto"]}
    ]  # fmt: skip


def test_what_was_tried_out_becomes_an_example(writer: Writer) -> None:
    page = writer.client.get("/studio").text
    assert "Valpreventie" in page
    begun = writer.post("/studio/valpreventie/nieuwe-versie", "/studio")
    at = begun.headers["Location"]
    kept = writer.post(
        f"{at}/voorbeeld", f"{at}/proef", naam="te jong",
        **{"feit-hulpvraag": "vallen", "feit-leeftijd": "50"},
    )  # fmt: skip
    assert kept.status_code == 303, unescape(kept.text)
    with writer.site.world.as_person(GP) as work:
        (draft,) = service.drafts(work)
        scenarios = tree_of(service.text_now(work, draft))["scenarios"]
        assert service.checked(work, draft).findings == ()
    assert isinstance(scenarios, list)
    assert scenarios[-1] == {
        "name": "te jong",
        "facts": {"hulpvraag": "vallen", "leeftijd": "50"},
        "expect": {"risico": {"rules": ["1"]}},
    }


def test_a_finding_is_accepted_by_two_people_on_the_page(writer: Writer) -> None:
    at = writer.post("/studio/valpreventie/nieuwe-versie", "/studio").headers["Location"]
    row = f"{at}/regel?tabel=risico&regel=8"
    gap = {"tabel": "risico", "regel": "8", "als-0-hoe": "", "dan-0": "laag", "omdat": "Anders."}
    fields = writer.client.get(row).text
    age = re.search(r'id="(als-\d+)-a"[^>]*aria-label="Leeftijd: getal"', fields)
    assert age, fields[:400]
    said = writer.post(row, **{**gap, f"{age[1]}-hoe": ">=", f"{age[1]}-a": "70"})
    assert said.status_code == 303, unescape(said.text)
    page = unescape(writer.client.get(at).text)
    finding = re.search(r'name="bevinding" value="(incomplete-[0-9a-f]+)"', page)
    assert finding, "the gap may be accepted"
    key = finding[1]
    none = writer.post(f"{at}/aanvaarden", at, bevinding=key)
    assert none.status_code == 422, "not without a reason"
    asked = writer.post(f"{at}/aanvaarden", at, bevinding=key, **{f"reden-{key}": "Tot de zomer."})
    assert asked.status_code == 303, unescape(asked.text)
    waiver = _waiver(writer)
    own = writer.post(f"{at}/aanvaarden", at, aanvaarding=waiver)
    assert own.status_code == 403, "the second person is another one"
    writer.client = writer.site.logged_in(COLLEAGUE)
    assert writer.post(f"{at}/aanvaarden", at, aanvaarding="geen id").status_code == 404
    assert writer.post(f"{at}/aanvaarden", at, aanvaarding=waiver).status_code == 303
    page = unescape(writer.client.get(at).text)
    assert "Aanvaard door twee mensen" in page
    assert "Tot de zomer." in page


def _waiver(writer: Writer) -> str:
    with writer.site.world.as_person(GP) as work:
        (draft,) = service.drafts(work)
        (waiver,) = service.waivers(work, draft.id)
    return str(waiver.id)


STRANGE = [
    ("a revision that nobody saved", "/kop", {"gezien": str(10**30), "titel": "X"}, 404),
    ("a revision before the first", "/kop", {"gezien": "-5", "titel": "X"}, 404),
    ("a row far away", "/opmerking", {"opmerking": "Hm", "regel": str(10**30)}, 422),
    ("a row before the first", "/regel", {"tabel": "risico", "regel": "-1"}, 404),
    ("a table with a very long name", "/opmerking", {"opmerking": "Hm", "tabel": "x" * 500}, 422),
]


@pytest.mark.parametrize(
    ("reason", "path", "fields", "status"), STRANGE, ids=[r[0] for r in STRANGE]
)
def test_strange_input_is_refused_and_never_a_fault_of_ours(
    writer: Writer, reason: str, path: str, fields: dict[str, str], status: int
) -> None:
    at = writer.post("/studio/valpreventie/nieuwe-versie", "/studio").headers["Location"]
    assert writer.post(f"{at}{path}", at, **fields).status_code == status, reason


@pytest.mark.parametrize("name", ["", "é", "a/b", "-", "x" * 200, "met spatie!"])
def test_a_name_that_cannot_be_a_file_is_refused(writer: Writer, name: str) -> None:
    assert writer.post("/studio", titel="Proef", naam=name).status_code == 422
