"""From draft to what counts: review by others, remarks that are answered, publishing by a second person."""

from datetime import date
from uuid import UUID

from netwerkzorg.platform.outcome import Absent, Refused
from netwerkzorg.platform.work import Work

from .. import publishing
from . import store
from .checking import Checked, check
from .drafting import draft, text_now
from .model import STEPS, Adoption, Draft, Remark, State, Waiver

MOST_TEXT, MOST_NAME, MOST_RULE = 2000, 80, 20_000


def checked(work: Work, found: Draft) -> Checked:
    """Everything that keeps this text from being published, waivers taken into account."""
    return check(text_now(work, found), work, publishing.today(work), granted(work, found.id))


def granted(work: Work, draft_id: UUID) -> frozenset[str]:
    """The findings that two people accepted."""
    return frozenset(one.finding for one in store.waivers(work, draft_id) if one.granted_by)


def submit(work: Work, draft_id: UUID) -> Draft | Refused:
    """Send it for review. Refused: draft_findings while something stands in the way."""
    found = draft(work, draft_id)
    if checked(work, found).findings:
        return _no(work, found, Refused("draft_findings"))
    return _step(work, found, "submit")


def send_back(work: Work, draft_id: UUID) -> Draft | Refused:
    return _step(work, draft(work, draft_id), "return")


def withdraw(work: Work, draft_id: UUID) -> Draft | Refused:
    return _step(work, draft(work, draft_id), "withdraw")


def publish(work: Work, draft_id: UUID, starts_on: date) -> Draft | Refused:
    """Let it count from a day. Raises Absent.

    Refused: draft_own (whoever wrote in it cannot publish it), draft_remarks_open, draft_findings,
    draft_in_the_past, agreement_refused, already_published.
    """
    found = draft(work, draft_id)
    refused = _may_publish(work, found, starts_on)
    if refused is not None:
        return _no(work, found, refused)
    content = text_now(work, found).encode("utf-8")
    done = publishing.publish(work, content, starts_on, waived=granted(work, found.id))
    if isinstance(done, Refused):
        return _no(work, found, done)
    return _step(work, found, "publish", starts_on)


def _may_publish(work: Work, found: Draft, starts_on: date) -> Refused | None:
    if found.state is not State.review:
        return Refused("draft_step")
    if work.actor.id in store.editors(work, found.id) or work.actor.id == found.submitted_by:
        return Refused("draft_own")
    if store.open_remarks(work, found.id):
        return Refused("draft_remarks_open")
    if starts_on < publishing.today(work):
        return Refused("draft_in_the_past", at="vanaf")
    return Refused("draft_findings") if checked(work, found).findings else None


def _step(work: Work, found: Draft, act: str, starts_on: date | None = None) -> Draft | Refused:
    to = STEPS.get((found.state, act))
    if to is None:
        return _no(work, found, Refused("draft_step"))
    if not store.advance(work, found, to, starts_on):
        return _no(work, found, Refused("draft_clash", at=act))
    work.record(f"rta.draft_{act}", found.id, reason=f"{found.agreement}@{found.version}")
    return draft(work, found.id)


def _no(work: Work, found: Draft, refused: Refused) -> Refused:
    work.record("rta.draft_step.refused", found.id, refused.code)
    return refused


def remarks(work: Work, draft_id: UUID) -> tuple[Remark, ...]:
    return store.remarks(work, draft_id)


def remark(work: Work, draft_id: UUID, decision: str, rule: int, text: str) -> UUID | Refused:
    """Say something about a row, or about the whole (rule 0). Raises Absent."""
    found = draft(work, draft_id)
    if found.state not in store.ACTIVE:
        return _no(work, found, Refused("draft_step"))
    about_a_row = len(decision) <= MOST_NAME and 0 <= rule <= MOST_RULE
    if not text.strip() or len(text) > MOST_TEXT or not about_a_row:
        return _no(work, found, Refused("draft_text", at="opmerking"))
    made = store.add_remark(work, found.id, decision, rule, text.strip())
    work.record("rta.draft_remarked", found.id)
    return made


def answer(work: Work, draft_id: UUID, remark_id: UUID, text: str) -> Draft | Refused:
    """Answer a remark; each one must be, before publishing. Raises Absent."""
    found = draft(work, draft_id)
    if not text.strip() or len(text) > MOST_TEXT:
        return _no(work, found, Refused("draft_text", at="antwoord"))
    if not store.answer_remark(work, found.id, remark_id, text.strip()):
        raise Absent
    work.record("rta.draft_remark_answered", found.id)
    return found


def waivers(work: Work, draft_id: UUID) -> tuple[Waiver, ...]:
    return store.waivers(work, draft_id)


def ask_waiver(work: Work, draft_id: UUID, finding: str, reason: str) -> UUID | Refused:
    """Ask that a finding be accepted, with the reason that the document will show. Raises Absent."""
    found = draft(work, draft_id)
    known = {one.key for one in checked(work, found).findings if one.may_be_waived}
    if finding not in known or not reason.strip() or len(reason) > MOST_TEXT:
        return _no(work, found, Refused("draft_text", at="reden"))
    made = store.ask_waiver(work, found.id, finding, reason.strip())
    work.record("rta.waiver_asked", found.id, reason=finding)
    return made


def grant_waiver(work: Work, draft_id: UUID, waiver_id: UUID) -> Draft | Refused:
    """The second person agrees. Raises Absent."""
    found = draft(work, draft_id)
    if waiver_id not in {one.id for one in store.waivers(work, found.id)}:
        raise Absent
    if not store.grant_waiver(work, waiver_id):
        return _no(work, found, Refused("draft_own"))
    work.record("rta.waiver_granted", found.id)
    return found


def adoptions(work: Work, agreement: str) -> tuple[Adoption, ...]:
    return store.adoptions(work, agreement)


def sign(
    work: Work, agreement: str, version: str, *, adopted: bool, note: str, outsider: str = ""
) -> Adoption | Refused:
    """An organization says whether it works by a published version. Raises Absent.

    An organization admin signs for the own organization; a regional admin for one from outside,
    by its name.
    """
    published, _, _ = publishing.agreement_text(work, agreement, version)
    organization_id = work.actor.organization_id if work.actor.kind == "org_admin" else None
    name = (
        publishing.organization_name(work, organization_id) if organization_id else outsider.strip()
    )
    if not name or len(name) > 120 or len(note) > MOST_TEXT:
        return Refused("draft_text", at="organisatie")
    made = Adoption(
        agreement,
        published.version,
        name,
        organization_id is not None,
        adopted,
        work.actor.id,
        work.now,
        note.strip(),
    )
    row_id = store.sign(work, made, organization_id)
    work.record(
        "rta.adopted" if adopted else "rta.not_adopted", row_id, reason=f"{agreement}@{version}"
    )
    return made
