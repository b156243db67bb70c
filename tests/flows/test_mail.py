"""One question from triage to "the care is done", and every mail that it brings about."""

from collections.abc import Callable
from pathlib import Path

from routing_worlds import FIRST, Referring, a_completed_question
from triage_worlds import Questions
from worlds import GERIATRICIAN, HOSPITAL, NURSE, NURSE_2, PHYSIOTHERAPIST, RESIDENT, another, id_of

from netwerkzorg.consult import service as consult
from netwerkzorg.directory.network import service as network
from netwerkzorg.platform import notify
from netwerkzorg.platform.work import SYSTEM, Actor, Work
from netwerkzorg.routing import service as routing
from netwerkzorg.triage import service as triage

DAUGHTER = another(RESIDENT, id=id_of("dochter"), kind="carer", name="")
FORMER = another(DAUGHTER, id=id_of("vroegere-vertegenwoordiger"))
ADDRESSES = {
    RESIDENT: "een@example.nl", DAUGHTER: "twee@example.nl", FORMER: "vroeger@example.nl",
    NURSE: "drie@example.nl", GERIATRICIAN: "vier@example.nl",
}  # fmt: skip
ADVICE = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False, "vraagstelling": True,
          "samenvatting": True}  # fmt: skip
# What nobody may read over a shoulder: who it is about, who helps, and with what.
SECRETS = (
    "vries", "anna", "999990019", "singel", "3531", "1943", "val", "fysio", "haddou", "geriat",
    "zuilen", "linde", "vechtrand", "plaspil", "verwijz", "consult", "zorgvraag", "u4", "team",
)  # fmt: skip


def _prepared(asked: Questions) -> None:
    for actor, address in ADDRESSES.items():
        with asked.world.as_person(actor) as work:
            notify.set_preference(work, by_mail=True, safe=True, address=address)
    with asked.world.as_person(SYSTEM) as work:
        for person, until in ((DAUGHTER, None), (FORMER, work.now)):
            network.open_relation(
                work, RESIDENT.id, actor_id=person.id, actor_kind="person", kind="representative",
                basis="machtiging", until=until,
            )  # fmt: skip


def _new_mails(ready: Referring) -> set[str]:
    """To whom mail went since the last time; each file is read for secrets and taken away."""
    ready.deliver()
    folder: Path = ready.world.house.settings.folder / "mail"
    found = set()
    for path in folder.glob("*.eml"):
        raw = path.read_text(encoding="utf-8").lower()
        address = next(one for one in ADDRESSES.values() if f"to: {one}" in raw)
        for secret in SECRETS:
            assert secret not in raw.replace(path.stem, ""), secret
        found.add(address)
        path.unlink()
    return found


def _step(
    ready: Referring, actor: Actor, does: Callable[[Work], object], told: set[Actor], because: str
) -> None:
    with ready.world.as_person(actor) as work:
        does(work)
    assert _new_mails(ready) == {ADDRESSES[one] for one in told}, because


def test_each_step_tells_who_waits_for_it_and_nothing_more(asked: Questions) -> None:
    _prepared(asked)
    ready = a_completed_question(asked)
    hers = {RESIDENT, DAUGHTER}
    assert _new_mails(ready) == {ADDRESSES[one] for one in hers}, "it was decided; not to whom once"
    at = ready.intake_id
    _step(
        ready, NURSE_2, lambda w: triage.note_call(w, at, "Belde even."), hers, "the team replied"
    )
    _step(
        ready, NURSE,
        lambda w: consult.ask(w, at, HOSPITAL, GERIATRICIAN.role, "Kan de plaspil het zijn?", ADVICE),
        {GERIATRICIAN}, "the colleague is asked",
    )  # fmt: skip
    with ready.world.as_person(GERIATRICIAN) as work:
        (view,) = consult.inbox(work)
    advice = view.consult.id
    _step(
        ready, GERIATRICIAN, lambda w: consult.answer(w, advice, "Halveer de dosis."), {NURSE},
        "who asked reads it",
    )  # fmt: skip
    sent = ready.sent(FIRST).id
    assert _new_mails(ready) == set(), "a name is not told before a yes"
    physio = PHYSIOTHERAPIST
    _step(ready, physio, lambda w: routing.ask(w, sent, "Kan zij komen?"), {NURSE}, "a question")
    with ready.world.as_person(NURSE) as work:
        routing.reply(work, sent, "Ja.")
    _step(ready, physio, lambda w: routing.accept(w, sent), hers, "somebody takes it")
    _step(ready, physio, lambda w: routing.complete(w, sent), hers, "did it help?")
    assert _new_mails(ready) == set(), "and nothing twice"


def test_a_no_tells_who_sent_it(asked: Questions) -> None:
    _prepared(asked)
    ready = a_completed_question(asked)
    sent = ready.sent(FIRST).id
    _new_mails(ready)
    _step(
        ready, PHYSIOTHERAPIST, lambda w: routing.decline(w, sent, "De agenda is vol."), {NURSE},
        "the next one must be asked",
    )  # fmt: skip
