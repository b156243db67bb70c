"""Who meets which rows of the ground's own tables, as PostgreSQL holds it."""

from .row_security import ACTOR, KIND, Holds, Open, Rows

_SIGN_IN = "read before it is known who asks, by the hash of a secret or by what the provider said"
_QUEUE = "names and ids for the worker and its figures, never content"
_WHO_IS_WHO = "who works where is no secret in a region, and residents are ids here"

ROWS = (
    Rows("platform_audit", "written", "true", "INSERT"),
    Rows("platform_audit", "own", f"resident_id = {ACTOR} OR id IN (SELECT audit_id"
         f" FROM platform_audit_person WHERE resident_id = {ACTOR})", "SELECT"),
    Rows("platform_audit", "auditor", f"{KIND} = 'auditor'", "SELECT"),
    Rows("platform_audit_person", "written", "true", "INSERT"),
    Rows("platform_audit_person", "own", f"resident_id = {ACTOR}", "SELECT"),
    Rows("platform_audit_person", "auditor", f"{KIND} = 'auditor'", "SELECT"),
    Rows("platform_key", "own", f"resident_id = {ACTOR}"),
    Rows("platform_key", "fresh", "true", "INSERT"),
    Rows("platform_idempotency", "own", f"actor_id = {ACTOR}"),
    Rows("platform_notice", "written", "true", "INSERT"),
    Rows("platform_notice", "own", f"person_id = {ACTOR}", "SELECT"),
    Rows("platform_notice_preference", "own", f"person_id = {ACTOR}"),
    Open("platform_audit_head", "sixteen counters; the trigger below lets them go forward only"),
    Open("platform_clock", "one number, and only in the practice region"),
    Open("platform_account", _SIGN_IN),
    Open("platform_membership", _SIGN_IN),
    Open("platform_session", _SIGN_IN),
    Open("platform_pending", _SIGN_IN),
    Open("platform_used_state", _SIGN_IN),
    Open("platform_organization", _WHO_IS_WHO),
    Open("platform_team", _WHO_IS_WHO),
    Open("platform_team_area", _WHO_IS_WHO),
    Open("platform_outbox", _QUEUE),
    Open("platform_delivery", _QUEUE),
    Open("platform_inbox", _QUEUE),
    Holds("""
        CREATE OR REPLACE FUNCTION netwerkzorg_head_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.shard <> OLD.shard OR NEW.seq <= OLD.seq THEN
            RAISE EXCEPTION 'the end of a chain goes forward only' USING ERRCODE = 'check_violation';
          END IF;
          RETURN NEW;
        END $$"""),
    Holds("""
        CREATE OR REPLACE TRIGGER goes_forward BEFORE UPDATE ON platform_audit_head
        FOR EACH ROW EXECUTE FUNCTION netwerkzorg_head_goes_forward()"""),
)  # fmt: skip
