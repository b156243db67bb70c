"""The page on which somebody says whether mail may be sent, and sees what was sent."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from . import notify
from .http import answered, work
from .outcome import Refused
from .pages import Toast, render_page
from .problems import Problem
from .rooms import Permit
from .work import Work

pages = Blueprint("notices", __name__)
PATH = "/mijn-berichten"
PERMITS = (
    Permit("GET", PATH, "notice.preference_read", ("logged_in",)),
    Permit("POST", PATH, "notice.preference_set", ("logged_in",)),
)
PROBLEMS = {
    "address_invalid": Problem(422, "Dit mailadres klopt niet", "Kijk het nog eens na."),
    "address_not_safe": Problem(
        422, "Leest iemand anders mee?", "Dan sturen wij liever niets naar dit adres."
    ),
}
ACTIONS = {
    "notice.queued": "zette een bericht klaar",
    "notice.preference_read": "bekeek hoe u bericht krijgt",
    "notice.preference_set": "koos hoe u bericht krijgt",
}
STATES = {
    "waiting": "wordt verstuurd", "sent": "verstuurd", "held": "niet gemaild",
    "refused": "het mailadres bestaat niet", "failed": "versturen lukte niet",
}  # fmt: skip


@pages.get(PATH)
def show() -> ResponseReturnValue:
    with work() as unit:
        return _page(unit, notify.preference(unit))


@pages.post(PATH)
def keep() -> ResponseReturnValue:
    form = request.form
    wanted = notify.Preference(
        form.get("mail") == "ja", form.get("veilig") == "ja", form.get("adres", "")[:254]
    )
    with work() as unit:
        outcome = notify.set_preference(
            unit, by_mail=wanted.by_mail, safe=wanted.safe, address=wanted.address
        )
        if isinstance(outcome, Refused):
            problem = PROBLEMS[outcome.code]
            return _page(unit, wanted, {outcome.at: f"{problem.title}. {problem.detail}"})
        answered(outcome)
    return redirect(f"{PATH}?gedaan=bewaard", 303)


def _page(
    unit: Work, wanted: notify.Preference, errors: dict[str, str] | None = None
) -> ResponseReturnValue:
    done = request.args.get("gedaan") == "bewaard"
    return render_page(
        "platform/mijn-berichten.html", wanted=wanted, notices=notify.latest(unit), states=STATES,
        errors=errors or {}, toast=Toast("Uw keuze is bewaard.") if done else None,
        status=422 if errors else 200,
    )  # fmt: skip
