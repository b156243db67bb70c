"""The registry of problems: one code, one status, one Dutch text (RFC 9457). Never a value, never a trace."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person or a program is told. `title` is fixed per code; `detail` says what to do."""

    status: int
    title: str
    detail: str = ""


REGISTRY: dict[str, Problem] = {
    "malformed_json": Problem(
        400, "Dit is geen geldige JSON", "Controleer de inhoud van het bericht."
    ),
    "duplicate_key": Problem(400, "Een veld staat er twee keer in", "Stuur elk veld één keer."),
    "invalid_encoding": Problem(
        400, "De tekens zijn niet te lezen", "Gebruik UTF-8 zonder stuurtekens."
    ),
    "bad_request": Problem(400, "Dit verzoek klopt niet", "Ga terug en probeer het opnieuw."),
    "unknown_parameter": Problem(400, "Een onderdeel van het adres is onbekend"),
    "idempotency_key_missing": Problem(
        400, "De sleutel tegen dubbel versturen ontbreekt", "Stuur de kop Idempotency-Key mee."
    ),
    "csrf_failed": Problem(
        400, "Deze pagina was te lang open", "Ga terug, ververs de pagina en probeer het opnieuw."
    ),
    "not_authenticated": Problem(401, "U bent niet ingelogd", "Log in en probeer het opnieuw."),
    "session_expired": Problem(
        401, "Uw sessie is verlopen", "Log opnieuw in. Uw antwoord is bewaard."
    ),
    "not_allowed": Problem(403, "Dit mag u niet", "Klopt dit niet? Bel de helpdesk."),
    "assurance_too_low": Problem(
        403, "U bent niet sterk genoeg ingelogd", "Log in met een hoger niveau."
    ),
    "consent_unverifiable": Problem(
        403, "Wij kunnen de toestemming nu niet nagaan", "Probeer het later."
    ),
    "not_found": Problem(404, "Deze pagina is er niet", "Of u mag hem niet zien."),
    "method_not_allowed": Problem(405, "Dit kan hier niet"),
    "not_acceptable": Problem(406, "Dit formaat kunnen wij niet geven"),
    "state_conflict": Problem(
        409, "Dit kan nu niet meer", "Iemand anders was u voor. Ververs de pagina."
    ),
    "already_accepted": Problem(409, "Deze verwijzing is al aangenomen", "Een ander was u voor."),
    "already_claimed": Problem(
        409, "Iemand anders pakte deze vraag al op", "Ververs de werklijst."
    ),
    "slot_full": Problem(409, "Deze plek is net vergeven", "Kies een andere organisatie."),
    "changed_meanwhile": Problem(
        409, "Iemand veranderde dit net", "Kijk wat er nu staat en kies opnieuw."
    ),
    "step_not_allowed": Problem(409, "Deze stap kan nu niet", "Kijk hoe het er nu voor staat."),
    "request_in_progress": Problem(
        409, "Dit verzoek loopt nog", "Wacht even en probeer het opnieuw."
    ),
    "too_large": Problem(413, "Dit is te groot", "Stuur minder in één keer."),
    "uri_too_long": Problem(414, "Dit adres is te lang"),
    "unsupported_media_type": Problem(415, "Dit formaat lezen wij niet", "Stuur JSON."),
    "validation_failed": Problem(
        422, "Niet alles is goed ingevuld", "Kijk bij de velden die genoemd zijn."
    ),
    "reason_missing": Problem(422, "Een reden ontbreekt", "Schrijf waarom u dit doet."),
    "idempotency_key_reused": Problem(422, "Deze sleutel is al gebruikt voor iets anders"),
    "rate_limited": Problem(429, "U gaat te snel", "Wacht even en probeer het opnieuw."),
    "internal_error": Problem(
        500, "Er ging iets mis bij ons", "Wij zijn gewaarschuwd. Probeer het later."
    ),
    "temporarily_unavailable": Problem(
        503, "Dit werkt even niet", "Probeer het over een minuut opnieuw."
    ),
    "audit_unavailable": Problem(
        503, "Dit werkt even niet", "Zonder logboek tonen wij geen gegevens."
    ),
    "deadline_exceeded": Problem(504, "Dit duurde te lang", "Probeer het over een minuut opnieuw."),
}

BY_STATUS = {
    400: "bad_request",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "state_conflict",
    413: "too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    422: "validation_failed",
    429: "rate_limited",
    503: "temporarily_unavailable",
    504: "deadline_exceeded",
}


def code_for(status: int) -> str:
    """The code that stands for a bare HTTP status."""
    return BY_STATUS.get(status, "internal_error" if status >= 500 else "bad_request")
