"""From a draft to what counts: nothing overwritten, nobody publishes what they wrote themselves."""

from datetime import date
from pathlib import Path

import pytest
from shared import ROOT
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from studio_people import COLLEAGUE, ORG_ADMIN
from studio_people import GP as AUTHOR
from worlds import ADMIN, NURSE, World, id_of

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.rta import service as rta
from netwerkzorg.rta.editing import Act
from netwerkzorg.rta.studio import service
from netwerkzorg.rta.studio.model import STEPS, State

FALLS = (ROOT / "regions/utrecht/agreements/valpreventie/1.yaml").read_bytes()
LIMIT = ("decisions", "risico", "rules", 0, "when", "leeftijd")
NEXT_DAY = date(2026, 3, 3)


@pytest.fixture
def agreed(world: World) -> World:
    with world.as_person(ADMIN) as work:
        assert not isinstance(rta.publish(work, FALLS, date(2026, 1, 1)), Refused)
    return world


def begun(world: World) -> service.Draft:
    with world.as_person(AUTHOR) as work:
        return service.begin_from(work, "valpreventie")


def changed(
    world: World, draft: service.Draft, *acts: Act, who: object = AUTHOR
) -> service.Draft | Refused:
    with world.as_person(who) as work:  # type: ignore[arg-type]
        return service.change(work, draft.id, draft.revision, acts, "Getest")


def in_review(world: World) -> service.Draft:
    """A next version with a change that the proof accepts, sent for review by its author."""
    draft = begun(world)
    after = changed(world, draft, Act("set", ("summary",), "Wie vaker valt, krijgt hulp."))
    assert isinstance(after, service.Draft), after
    with world.as_person(AUTHOR) as work:
        sent = service.submit(work, draft.id)
    assert isinstance(sent, service.Draft), sent
    return sent


def test_a_next_version_starts_from_what_counts(agreed: World) -> None:
    draft = begun(agreed)
    assert (draft.version, draft.base_version, draft.revision, draft.state) == (
        "2",
        "1",
        1,
        State.draft,
    )
    with agreed.as_person(COLLEAGUE) as work:
        assert [one.id for one in service.drafts(work)] == [draft.id]
        assert service.checked(work, draft).findings == ()
        assert [saved.words for saved in service.history(work, draft.id)] == [
            "Begonnen met de tekst van versie 1"
        ]


@pytest.mark.parametrize(
    ("version", "after"), [("1", "2"), ("9", "10"), ("2.9", "2.10"), ("2026-a", "2026-a.1")]
)
def test_the_next_version(version: str, after: str) -> None:
    from netwerkzorg.rta.studio.drafting import next_version

    assert next_version(version) == after


def test_two_people_at_once_lose_nothing(agreed: World) -> None:
    draft = begun(agreed)
    first = changed(agreed, draft, Act("set", LIMIT, "< 70"))
    second = changed(agreed, draft, Act("set", ("title",), "Vallen voorkomen"), who=COLLEAGUE)
    assert isinstance(first, service.Draft)
    assert isinstance(second, service.Draft)
    assert (second.revision, second.title) == (3, "Vallen voorkomen")
    with agreed.as_person(AUTHOR) as work:
        now = service.text_now(work, second)
    assert '"< 70"' in now
    assert "Vallen voorkomen" in now
    same = changed(agreed, draft, Act("set", LIMIT, "< 80"), who=COLLEAGUE)
    assert isinstance(same, Refused)
    assert same.code == "draft_clash"
    with agreed.as_person(AUTHOR) as work:
        assert '"< 70"' in service.text_now(work, service.draft(work, draft.id))


def test_undo_is_a_change_that_can_be_undone(agreed: World) -> None:
    draft = begun(agreed)
    after = changed(agreed, draft, Act("set", LIMIT, "< 70"))
    assert isinstance(after, service.Draft)
    with agreed.as_person(AUTHOR) as work:
        back = service.undo(work, draft.id, after.revision)
        assert isinstance(back, service.Draft)
        assert '"< 65"' in service.text_now(work, back)
        again = service.undo(work, draft.id, back.revision)
        assert isinstance(again, service.Draft)
        assert '"< 70"' in service.text_now(work, again)


REWRITES = [
    ("what cannot be read is not saved", "a: [", "draft_unreadable"),
    ("another agreement", FALLS.decode().replace("agreement: valpreventie", "agreement: elv"), "draft_name"),
    ("too large", FALLS.decode() + "#" * 300_000, "draft_unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "content", "code"), REWRITES, ids=[row[0] for row in REWRITES])
def test_a_file_that_is_refused_changes_nothing(
    agreed: World, reason: str, content: str, code: str
) -> None:
    draft = begun(agreed)
    with agreed.as_person(AUTHOR) as work:
        said = service.rewrite(work, draft.id, draft.revision, content)
    assert isinstance(said, Refused), reason
    assert said.code == code
    with agreed.as_person(AUTHOR) as work:
        assert service.draft(work, draft.id).revision == 1


def test_who_wrote_it_does_not_publish_it(agreed: World) -> None:
    draft = in_review(agreed)
    with agreed.as_person(AUTHOR) as work:
        own = service.publish(work, draft.id, NEXT_DAY)
    assert isinstance(own, Refused)
    assert own.code == "draft_own"
    with agreed.as_person(COLLEAGUE) as work:
        done = service.publish(work, draft.id, NEXT_DAY)
    assert isinstance(done, service.Draft)
    assert (done.state, done.published_from) == (State.published, NEXT_DAY)
    with agreed.as_person(COLLEAGUE) as work:
        assert [one.version for one in rta.versions_in_force(work)] == ["1"]
        later = work.now.replace(day=4)
        assert [one.version for one in rta.versions_in_force(work, later)] == ["2"]


def test_the_database_itself_refuses_an_author_who_publishes(agreed: World) -> None:
    draft = in_review(agreed)
    with agreed.as_person(AUTHOR) as work:
        work.record("rta.draft_publish", draft.id)
        with pytest.raises(IntegrityError):
            work.session.execute(text("UPDATE rta_draft SET published_by = author_id"))
        work.session.rollback()


REFUSED_PUBLISHING = [
    ("a remark that nobody answered", "draft_remarks_open", "remark", NEXT_DAY),
    ("the past", "draft_in_the_past", "", date(2026, 3, 1)),
    ("not in review any more", "draft_step", "return", NEXT_DAY),
]


@pytest.mark.parametrize(
    ("reason", "code", "first", "day"),
    REFUSED_PUBLISHING,
    ids=[row[0] for row in REFUSED_PUBLISHING],
)
def test_what_stands_in_the_way_of_publishing(
    agreed: World, reason: str, code: str, first: str, day: date
) -> None:
    draft = in_review(agreed)
    with agreed.as_person(NURSE) as work:
        if first == "remark":
            assert not isinstance(
                service.remark(work, draft.id, "risico", 4, "Waarom twee keer?"), Refused
            )
    with agreed.as_person(COLLEAGUE) as work:
        if first == "return":
            assert isinstance(service.send_back(work, draft.id), service.Draft)
        said = service.publish(work, draft.id, day)
    assert isinstance(said, Refused), reason
    assert said.code == code


def test_an_answered_remark_lets_through(agreed: World) -> None:
    draft = in_review(agreed)
    with agreed.as_person(NURSE) as work:
        remark = service.remark(work, draft.id, "risico", 4, "Waarom twee keer?")
        assert not isinstance(remark, Refused)
    with agreed.as_person(AUTHOR) as work:
        assert isinstance(
            service.answer(work, draft.id, remark, "Zo staat het in de bron."), service.Draft
        )
        with pytest.raises(Absent):
            service.answer(work, draft.id, remark, "Nog eens")
    with agreed.as_person(COLLEAGUE) as work:
        assert isinstance(service.publish(work, draft.id, NEXT_DAY), service.Draft)


def test_a_draft_with_findings_is_not_sent_for_review(agreed: World) -> None:
    draft = begun(agreed)
    after = changed(agreed, draft, Act("set", ("scenarios", 0, "facts", "leeftijd"), "20"))
    assert isinstance(after, service.Draft)
    with agreed.as_person(AUTHOR) as work:
        assert service.checked(work, after).findings != ()
        said = service.submit(work, draft.id)
    assert isinstance(said, Refused)
    assert said.code == "draft_findings"


def test_what_is_in_review_is_not_written_in(agreed: World) -> None:
    draft = in_review(agreed)
    said = changed(agreed, draft, Act("set", LIMIT, "< 70"))
    assert isinstance(said, Refused)
    assert said.code == "draft_closed"


def test_rolling_back_is_publishing_again(agreed: World) -> None:
    draft = in_review(agreed)
    with agreed.as_person(COLLEAGUE) as work:
        assert isinstance(service.publish(work, draft.id, NEXT_DAY), service.Draft)
    with agreed.as_person(ADMIN) as work:
        assert not isinstance(rta.publish(work, FALLS, date(2026, 3, 10)), Refused)
        later = work.now.replace(day=11)
        assert [one.version for one in rta.versions_in_force(work, later)] == ["1"]


def test_organizations_sign_also_those_from_outside(agreed: World) -> None:
    with agreed.as_person(ORG_ADMIN) as work:
        service.sign(work, "valpreventie", "1", adopted=True, note="")
    with agreed.as_person(ADMIN) as work:
        service.sign(
            work, "valpreventie", "1", adopted=True, note="", outsider="Zwembad De Krommerijn"
        )
        service.sign(
            work,
            "valpreventie",
            "1",
            adopted=False,
            note="Pas in 2027",
            outsider="Zwembad De Krommerijn",
        )
        signed = service.adoptions(work, "valpreventie")
    assert [(one.organization, one.member, one.adopted) for one in signed] == [
        ("Thuiszorg De Linde", True, True),
        ("Zwembad De Krommerijn", False, False),
    ]
    with pytest.raises(Absent), agreed.as_person(ORG_ADMIN) as work:
        service.sign(work, "valpreventie", "7", adopted=True, note="")


def test_no_step_leaves_an_end() -> None:
    assert {state for state, _ in STEPS} == {State.draft, State.review}
    assert set(STEPS.values()) == set(State)


def test_a_draft_that_is_not_there_is_absent(agreed: World, tmp_path: Path) -> None:
    with agreed.as_person(AUTHOR) as work, pytest.raises(Absent):
        service.change(work, id_of("nergens"), 1, [], "")
