"""Every evil source is bounded: in time, in size, in place, and to the person who was asked about."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from evil import (
    Evil,
    Handler,
    cut_off,
    drip,
    endless,
    evil_headers,
    evil_source,
    hang,
    json_answer,
    raw,
)
from structlog.testing import capture_logs

from netwerkzorg.viewer.addresses import acceptable, may_call, stays_under
from netwerkzorg.viewer.breaker import Breaker
from netwerkzorg.viewer.checking import BSN, Page
from netwerkzorg.viewer.fetching import HttpSources
from netwerkzorg.viewer.memory_sources import MemorySources
from netwerkzorg.viewer.model import Answer, Person, Query, Source

PERSON = Person("111222333", date(1950, 2, 26), "Merkens")
QUERIES = tuple(
    Query(kind, kind, kind, kind, (("patient", "{patient}"),)) for kind in ("Condition", "Flag")
)
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1950-02-26",
           "name": [{"family": "Merkens"}],
           "identifier": [{"system": BSN, "value": "111222333"}]}  # fmt: skip
GOOD = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p1"}}


def bundle(*resources: Any, **but: Any) -> dict[str, Any]:
    entry = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entry, **but}


@pytest.fixture
def evil() -> Iterator[Evil]:
    with evil_source() as source:
        source.answers["Patient"] = json_answer(bundle(PATIENT))
        source.answers["Condition"] = json_answer(bundle(GOOD))
        yield source


SOON = {"per_source": 0.6, "per_view": 1.0}  # for sources that never end


def asked(evil: Evil, **but: Any) -> dict[str | None, Answer]:
    source = Source("s", "Bron", evil.base)
    sources = HttpSources(
        (source,), **{"loopback": True, "per_source": 5.0, "per_view": 8.0, **but}
    )
    found = list(sources.ask(PERSON, [(source, QUERIES)]))
    return {answer.query.id if answer.query else None: answer for answer in found}


def test_an_honest_source(evil: Evil) -> None:
    found = asked(evil)
    assert (found["Condition"].state, found["Flag"].state) == ("ok", "empty")
    assert found["Condition"].resources == (GOOD,)


def test_the_bsn_travels_once_and_in_a_body(evil: Evil) -> None:
    asked(evil)
    assert not any("111222333" in path for path in evil.asked)
    assert sum("111222333" in body for body in evil.bodies) == 1


other = {**GOOD, "subject": {"reference": "Patient/p2"}}
EVIL: list[tuple[str, Handler, str]] = [
    ("hangs", hang, "timeout"),
    ("drips", drip, "timeout"),
    ("sends ten gigabytes", endless, "too_large"),
    ("promises ten gigabytes", raw(b"x" * (5 * 1024 * 1024 + 1)), "too_large"),
    ("sends a gzip bomb", raw(b"\x1f\x8b", **{"Content-Encoding": "gzip"}), "bad_answer"),
    ("is cut off", cut_off, "bad_answer"),
    ("is somebody else", json_answer(bundle(other)), "wrong_patient"),
    ("is partly somebody else", json_answer(bundle(GOOD, other)), "wrong_patient"),
    ("redirects inward", raw(b"", status=302, Location="http://127.0.0.1:1/"), "redirected"),
    ("answers with a login page", raw(b"<!doctype html>", "text/html"), "bad_answer"),
    ("says html is json", raw(b"<!doctype html>"), "bad_answer"),
    ("nests deeply", raw(b"[" * 100_000), "bad_answer"),
    ("nests as deep as JSON may", raw(b'{"resourceType":"Bundle","x":' + b"[" * 500 + b"]" * 500 + b"}"),
     "bad_answer"),
    ("refuses", raw(b"{}", status=401), "unauthorised"),
    ("forbids", raw(b"{}", status=403), "unauthorised"),
    ("breaks", raw(b"{}", status=500), "failed"),
    ("is too busy", raw(b"{}", status=429), "busy"),
    ("does not know the type", raw(b"{}", status=404), "unsupported_query"),
    ("sends an outcome with 200", json_answer({"resourceType": "OperationOutcome"}), "bad_answer"),
    ("speaks STU3", json_answer(bundle({**GOOD, "clinicalStatus": "active"})), "unsupported_version"),
    ("says NaN", raw(b'{"resourceType":"Bundle","total":NaN}'), "bad_answer"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "handler", "reason"), EVIL, ids=[row[0] for row in EVIL])
def test_evil_is_bounded_and_named(evil: Evil, why: str, handler: Handler, reason: str) -> None:
    evil.answers["Condition"] = handler
    found = asked(evil, **(SOON if reason == "timeout" else {}))
    answer = found.get("Condition") or found[None]
    assert (answer.state, answer.reason, answer.resources) == ("not_reached", reason, ())
    if reason != "timeout":
        assert found["Flag"].state == "empty"


@pytest.mark.parametrize("handler", [hang, drip, endless, cut_off], ids=lambda h: h.__name__)
def test_evil_at_the_first_question_is_about_the_whole_source(evil: Evil, handler: Handler) -> None:
    evil.answers["Patient"] = handler
    found = asked(evil, **SOON)
    assert set(found) == {None}
    assert found[None].state == "not_reached"


def test_headers_that_drip_or_never_end_are_bounded() -> None:
    for again in (b"x", b"X-Long: " + b"x" * 8000 + b"\r\n"):
        with evil_headers(again) as base:
            source = Source("s", "Bron", base)
            sources = HttpSources((source,), loopback=True, **SOON)
            (answer,) = sources.ask(PERSON, [(source, QUERIES)])
        assert answer.query is None
        assert answer.state == "not_reached"
        assert answer.reason in ("timeout", "bad_answer")


def test_a_conflict_asks_nothing_more(evil: Evil) -> None:
    evil.answers["Patient"] = json_answer(bundle({**PATIENT, "birthDate": "1934-04-28"}))
    found = asked(evil)
    assert (found[None].state, found[None].reason) == ("conflict", "birth_date")
    assert [path for path in evil.asked if "Patient" not in path] == []


def pages(evil: Evil, *bodies: Any) -> Handler:
    left = list(bodies)

    async def answer(request: Any) -> Any:
        return await json_answer(left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


def following(url: str) -> dict[str, Any]:
    return bundle(GOOD, link=[{"relation": "next", "url": url}])


def test_pages_are_followed_under_the_base(evil: Evil) -> None:
    more = {**GOOD, "id": "c2"}
    evil.answers["Condition"] = pages(
        evil, following(f"{evil.base}/Condition?_page=2"), bundle(more)
    )
    found = asked(evil)["Condition"]
    assert (found.state, found.resources) == ("ok", (GOOD, more))


def test_an_endless_list_of_pages_ends(evil: Evil) -> None:
    evil.answers["Condition"] = json_answer(following(f"{evil.base}/Condition?_page=2"))
    found = asked(evil)["Condition"]
    assert (found.state, found.reason, len(found.resources)) == ("partial", "too_many", 10)


def test_a_second_page_about_somebody_else_spoils_the_first(evil: Evil) -> None:
    evil.answers["Condition"] = pages(
        evil, following(f"{evil.base}/Condition?_page=2"), bundle(other)
    )
    found = asked(evil)["Condition"]
    assert (found.state, found.reason, found.resources) == ("not_reached", "wrong_patient", ())


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/fhir/x", "{base}/../intern", "{base}x/y",
                                 "file:///etc/passwd", "{base}/Condition?id=111222333"])  # fmt: skip
def test_a_next_page_elsewhere_is_not_fetched(evil: Evil, url: str) -> None:
    evil.answers["Condition"] = json_answer(following(url.replace("{base}", evil.base)))
    found = asked(evil)["Condition"]
    assert (found.state, found.reason) == ("partial", "redirected")


def test_one_bad_source_does_not_spoil_the_others(evil: Evil) -> None:
    with evil_source() as bad:
        bad.answers["Patient"] = hang
        good, hanging = Source("g", "Goed", evil.base), Source("h", "Hangt", bad.base)
        nobody = Source("n", "Niemand", "http://127.0.0.1:9/fhir")
        sources = HttpSources((good, hanging, nobody), loopback=True, per_source=0.5, per_view=1.0)
        plan = [(source, QUERIES) for source in sources.registered()]
        found = list(sources.ask(PERSON, plan))
    states = {(a.source.id, a.query.id if a.query else None): a.reason or a.state for a in found}
    assert states == {("g", "Condition"): "ok", ("g", "Flag"): "empty",
                      ("h", None): "timeout", ("n", None): "refused"}  # fmt: skip
    assert found[-1].source.id == "h"


def test_leaving_halfway_stops_the_asking(evil: Evil) -> None:
    with evil_source() as bad:
        bad.answers["Patient"] = hang
        good, hanging = Source("g", "Goed", evil.base), Source("h", "Hangt", bad.base)
        sources = HttpSources((good, hanging), loopback=True, per_source=30, per_view=30)
        stream = sources.ask(PERSON, [(good, QUERIES), (hanging, QUERIES)])
        assert next(stream).source.id == "g"
        stream.close()
        assert list(sources.ask(PERSON, [(good, QUERIES)]))


def test_a_source_that_keeps_failing_gets_rest(evil: Evil) -> None:
    breaker = Breaker()
    evil.answers["Patient"] = raw(b"{}", status=500)
    for _ in range(5):
        assert asked(evil, breaker=breaker)[None].reason == "failed"
    calls = len(evil.asked)
    assert asked(evil, breaker=breaker)[None].reason == "resting"
    assert len(evil.asked) == calls


def test_after_half_a_minute_one_visit_may_try() -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker.went("s", False, 0.0)
    tries = [breaker.lets_through("s", at) for at in (1.0, 29.9, 30.0, 30.1)]
    assert tries == [False, False, True, False]
    breaker.went("s", True, 31.0)
    assert breaker.lets_through("s", 31.0)


ADDRESSES = [
    ("https://zorg.example/fhir", False, True, "a name, over TLS"),
    ("http://zorg.example/fhir", True, False, "no TLS"),
    ("http://127.0.0.1:8002/fhir", True, True, "the sandbox on this machine"),
    ("http://127.0.0.1:8002/fhir", False, False, "this machine, in a real region"),
    ("https://127.0.0.1/fhir", False, False, "this machine over TLS"),
    ("https://169.254.169.254/latest", True, False, "metadata of a cloud"),
    ("https://10.0.0.1/fhir", True, False, "inside"),
    ("https://[::ffff:127.0.0.1]/fhir", False, False, "this machine, written as IPv6"),
    ("https://[fd00::1]/fhir", True, False, "inside, IPv6"),
    ("https://2130706433/fhir", False, False, "this machine, as one number"),
    ("https://user@zorg.example/fhir", False, False, "somebody in front of the @"),
    ("https://zorg.example/a/../b", False, False, "climbs"),
    ("file:///etc/passwd", True, False, "a file"),
    ("gopher://zorg.example/", True, False, "another protocol"),
]


@pytest.mark.parametrize(
    ("url", "loopback", "good", "why"), ADDRESSES, ids=[r[3] for r in ADDRESSES]
)
def test_which_addresses_can_be_registered(url: str, loopback: bool, good: bool, why: str) -> None:
    assert acceptable(url, loopback=loopback) is good


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",
        "224.0.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "::",
        "fe80::1%eth0",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
        "2001:0:7f00:1::1",
    ],
)
def test_addresses_a_name_may_not_resolve_to(ip: str) -> None:
    assert not may_call(ip, loopback=True)
    assert may_call("93.184.215.14", loopback=False)


def test_a_next_page_with_odd_marks_is_elsewhere() -> None:
    base = "https://zorg.example/fhir"
    assert stays_under(f"{base}/Condition?page=2", base)
    assert not stays_under(f"{base}/Condition\r\nHost: x", base)
    assert not stays_under("https://zorg.example@elders.test/fhir/x", base)


CONTRACT = [
    ([PATIENT, GOOD], {"Condition": "ok", "Flag": "empty"}, "knows the person"),
    ([{**PATIENT, "birthDate": "1934-04-28"}, GOOD], {None: "conflict"}, "same BSN, other person"),
    ([GOOD], {None: "empty"}, "does not know the person"),
]


@pytest.mark.parametrize(("held", "states", "why"), CONTRACT, ids=[row[2] for row in CONTRACT])
def test_memory_and_network_answer_alike(
    evil: Evil, held: list[Any], states: dict[str | None, str], why: str
) -> None:
    for kind in ("Patient", "Condition"):
        evil.answers[kind] = json_answer(bundle(*(r for r in held if r["resourceType"] == kind)))
    over_network = {key: answer.state for key, answer in asked(evil).items()}
    source = Source("s", "Bron", evil.base)
    in_memory = {
        answer.query.id if answer.query else None: answer.state
        for answer in MemorySources({source: held}).ask(PERSON, [(source, QUERIES)])
    }
    assert over_network == in_memory == states


def test_a_fault_of_ours_takes_one_question_and_is_reported(
    evil: Evil, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(page: Page, query: Query, *_: object) -> None:
        if query.id == "Condition":
            raise KeyError("Artrose")

    monkeypatch.setattr("netwerkzorg.viewer.checking.about_asked", stumbles)
    with capture_logs() as told:
        found = asked(evil)
    assert (found["Condition"].state, found["Condition"].reason) == ("not_reached", "bad_answer")
    assert found["Flag"].state == "empty"
    (line,) = told
    assert (line["event"], line["source"], line["error"]) == ("source_not_read", "s", "KeyError")
    assert line["where"].startswith("visiting.py:")
    assert "Artrose" not in repr(told)
