"""Who may act and who may see what, today: the pure core, held by properties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerkzorg.directory.network.model import (
    Consent,
    Relation,
    Shield,
    active,
    decide,
    hidden_from,
    scope_of,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RESIDENT, HOSPITAL, HOME_CARE = UUID(int=1), UUID(int=10), UUID(int=11)
MOMENTS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))
ROLES = st.sampled_from(("huisarts", "wijkverpleegkundige", ""))

RELATIONS = st.builds(
    Relation,
    id=st.integers(1, 5).map(lambda n: UUID(int=n)),
    resident_id=st.just(RESIDENT),
    actor_id=st.sampled_from((HOSPITAL, HOME_CARE)),
    actor_kind=st.just("organization"),
    kind=st.sampled_from(("receiver", "consulted", "care")),
    scope=st.sampled_from(("", scope_of("huisarts"), "iets anders")),
    basis=st.just(""),
    basis_ref=st.none(),
    from_at=MOMENTS,
    until_at=st.none() | MOMENTS,
)
CONSENTS = st.builds(
    Consent,
    id=st.integers(1, 9).map(lambda n: UUID(int=n)),
    resident_id=st.just(RESIDENT),
    organization_id=st.sampled_from((HOSPITAL, HOME_CARE)),
    decision=st.sampled_from(("permit", "deny")),
    sets=st.sampled_from(((), ("medicatie",), ("medicatie", "problemen"))),
    given_at=MOMENTS,
    until_at=st.none() | MOMENTS,
    version=st.just(1),
)
A_RELATION = Relation(
    UUID(int=1), RESIDENT, HOSPITAL, "organization", "receiver", "", "", None, NOW, None
)
A_CONSENT = Consent(UUID(int=1), RESIDENT, HOSPITAL, "permit", (), NOW, None, 1)

HOLDS = [
    ({}, "huisarts", True, "from its first moment"),
    ({"from_at": NOW + timedelta(seconds=1)}, "huisarts", False, "not before"),
    ({"until_at": NOW}, "huisarts", False, "its end is the first moment without"),
    ({"until_at": NOW + timedelta(seconds=1)}, "huisarts", True, "until its last moment"),
    ({"scope": "role:huisarts"}, "huisarts", True, "for the role that was asked"),
    ({"scope": "role:huisarts"}, "fysiotherapeut", False, "and for no other"),
    ({"scope": "role:huisarts"}, "", False, "nor for nobody in particular"),
    ({"scope": "alles"}, "huisarts", False, "a scope that nobody knows reaches nobody"),
]


@pytest.mark.parametrize(("but", "role", "holds", "because"), HOLDS, ids=[row[3] for row in HOLDS])
def test_a_relation_counts(but: dict[str, object], role: str, holds: bool, because: str) -> None:
    relation = replace(A_RELATION, **but)  # type: ignore[arg-type]
    assert bool(active([relation], role, NOW)) is holds, because


@given(st.lists(RELATIONS, max_size=6), ROLES, MOMENTS)
def test_nobody_sees_by_a_relation_that_is_over_or_for_another(
    relations: list[Relation], role: str, at: datetime
) -> None:
    for one in active(relations, role, at):
        assert one.from_at <= at
        assert one.until_at is None or at < one.until_at
        assert one.scope in ("", scope_of(role))


@given(st.lists(RELATIONS, max_size=6), RELATIONS, ROLES, MOMENTS)
def test_one_more_relation_never_takes_another_away(
    relations: list[Relation], more: Relation, role: str, at: datetime
) -> None:
    assert set(active(relations, role, at)) <= set(active([*relations, more], role, at))


DECIDED = [
    ([], "not_applicable", "silence is no yes"),
    ([{}], "permit", "the resident said yes"),
    ([{"decision": "deny"}], "deny", "the resident said no"),
    ([{}, {"decision": "deny"}], "deny", "an objection beats a permit"),
    ([{"decision": "deny"}, {"sets": ("medicatie",)}], "permit", "what is said about this counts"),
    ([{}, {"decision": "deny", "sets": ("medicatie",)}], "deny", "also when it is a no"),
    ([{"sets": ("problemen",)}], "not_applicable", "about something else"),
    ([{"organization_id": HOME_CARE}], "not_applicable", "for somebody else"),
    ([{"until_at": NOW}], "not_applicable", "it is over"),
    ([{"decision": "jawel"}], "deny", "what is not understood is no"),
]


@pytest.mark.parametrize(
    ("statements", "effect", "because"), DECIDED, ids=[row[2] for row in DECIDED]
)
def test_consent(statements: list[dict[str, object]], effect: str, because: str) -> None:
    said = [replace(A_CONSENT, id=UUID(int=n), **but) for n, but in enumerate(statements, 1)]  # type: ignore[arg-type]
    decided = decide(said, HOSPITAL, "medicatie", NOW)
    assert decided.effect == effect, because
    assert decided.permits is (effect == "permit")


@given(st.lists(CONSENTS, max_size=6, unique_by=lambda c: c.id), st.randoms(), MOMENTS)
def test_the_order_of_statements_decides_nothing(
    said: list[Consent], dice: object, at: datetime
) -> None:
    shuffled = list(said)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(said, HOSPITAL, "medicatie", at) == decide(shuffled, HOSPITAL, "medicatie", at)


@given(st.lists(CONSENTS, max_size=6, unique_by=lambda c: c.id), MOMENTS)
def test_an_objection_about_this_is_always_heard(said: list[Consent], at: datetime) -> None:
    """Whatever else was said: who objects to exactly this set is not looked into."""
    no = replace(A_CONSENT, id=UUID(int=99), decision="deny", sets=("medicatie",))
    assert decide([*said, no], HOSPITAL, "medicatie", at).effect == "deny"


@given(st.lists(CONSENTS, max_size=6, unique_by=lambda c: c.id), MOMENTS)
def test_without_a_yes_that_counts_now_nobody_looks(said: list[Consent], at: datetime) -> None:
    decided = decide(said, HOSPITAL, "medicatie", at)
    yes = [
        one for one in said
        if one.decision == "permit" and one.counts(HOSPITAL, "medicatie", at)
    ]  # fmt: skip
    if decided.permits:
        assert decided.consent_id in {one.id for one in yes}


SHIELDS = st.builds(
    Shield,
    resident_id=st.integers(1, 3).map(lambda n: UUID(int=n)),
    person_id=st.integers(1, 3).map(lambda n: UUID(int=n)),
    from_at=MOMENTS,
    until_at=st.none() | MOMENTS,
)


@given(st.lists(SHIELDS, max_size=6), st.integers(1, 3), MOMENTS)
def test_who_is_shielded_from_somebody_is_hidden_and_nobody_else(
    shields: list[Shield], person: int, at: datetime
) -> None:
    me = UUID(int=person)
    hidden = hidden_from(shields, me, at)
    assert me not in hidden, "nobody is hidden from oneself"
    for one in shields:
        counts = one.person_id == me and one.resident_id != me and one.holds(at)
        assert not counts or one.resident_id in hidden
    assert all(any(s.resident_id == one and s.person_id == me for s in shields) for one in hidden)
