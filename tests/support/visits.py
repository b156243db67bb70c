"""How each page of the access table is reached: through whose eyes, at which real address."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from browser import login, new_context
from playwright.sync_api import Browser, Page
from practice_region import Person, Region

from netwerkzorg.sandbox.personas import HOSPITAL, persona, sandbox_id

VISITOR = "bezoeker"
EYES = {
    "anyone": VISITOR, "logged_in": "verpleegkundige", "resident": "devries",
    "professional": "verpleegkundige", "team_member": "verpleegkundige",
    "org_admin": "orgbeheerder", "regional_admin": "regiobeheerder", "auditor": "auditor",
    "helpdesk": "helpdesk",
}  # fmt: skip
NO_PAGE = {
    "/api/": "for programs", "/fhir": "for programs", "/scim/": "for programs",
    "/static/": "files", "/livez": "for machines", "/readyz": "for machines",
    "/metrics": "for machines",
}  # fmt: skip
NO_WHOLE_PAGE = {
    "/studio/concept/<uuid:draft_id>/beeld.svg": "a picture",
    "/studio/concept/<uuid:draft_id>/stand": "one line for a page that is open",
}
_I, _D = "<uuid:intake_id>", "/studio/concept/<uuid:draft_id>"
NURSE, HER, ADMIN = "verpleegkundige", "devries", "regiobeheerder"
EVERY_KIND = (
    VISITOR, HER, "dochter", NURSE, "geriater", "orgbeheerder", ADMIN, "auditor", "helpdesk",
)  # fmt: skip
# Addresses with a name in braces ask `Things` for it. A page without a parameter needs no line here.
ADDRESSES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "/": tuple((who, "/") for who in EVERY_KIND),
    "/aanbod": ((NURSE, "/aanbod"), (NURSE, "/aanbod?zoek=zwxq"), (NURSE, "/aanbod?bij=3531")),
    "/afspraken": ((VISITOR, "/afspraken"), (ADMIN, "/afspraken?zoek=zwxq")),
    "/afspraken/<agreement>": (
        (VISITOR, "/afspraken/valpreventie"), ("orgbeheerder", "/afspraken/valpreventie?stap=aanvullen"),
        (ADMIN, "/afspraken/elv"),
    ),
    "/afspraken/<agreement>/kort": ((VISITOR, "/afspraken/valpreventie/kort"),),
    "/afspraken/<agreement>/voor-inwoners": ((VISITOR, "/afspraken/valpreventie/voor-inwoners"),),
    "/inloggen": ((VISITOR, "/inloggen?verlopen=1&next=/vragen"),),
    "/inloggen/rol": (("{two_roles}", "/inloggen/rol?next=/"),),
    "/inloggen/terug": (),
    "/inloggen/verder": (("{kept_form}", "/inloggen/verder"),),
    f"/inzage/{_I}": (("ontvanger2", "/inzage/{taken}"), (NURSE, "/inzage/{at_team}")),
    "/meedenken": ((NURSE, "/meedenken"), ("geriater", "/meedenken"), ("ontvanger", "/meedenken")),
    "/meedenken/<uuid:consult_id>": (
        (NURSE, "/meedenken/{consult}"), ("geriater", "/meedenken/{consult}"),
    ),
    "/vragen": ((HER, "/vragen"), ("bakker", "/vragen")),
    f"/vragen/{_I}": ((HER, "/vragen/{at_team}"), (HER, "/vragen/{alone}"), (HER, "/vragen/{taken}")),
    "/verwijzingen": (("ontvanger2", "/verwijzingen"), (NURSE, "/verwijzingen")),
    "/verwijzingen/<uuid:referral_id>": (
        ("ontvanger2", "/verwijzingen/{accepted}"), ("ontvanger2", "/verwijzingen/{sent}"),
        (NURSE, "/verwijzingen/{sent}"),
    ),
    "/werklijst": (
        (NURSE, "/werklijst"), (NURSE, "/werklijst?zoek=zwxq"), ("geriater", "/werklijst"),
    ),
    f"/zelftriage/{_I}": (
        (HER, "/zelftriage/{fresh}"), (HER, "/zelftriage/{halfway}"),
        (HER, "/zelftriage/{halfway}?vraag=hulpvraag"),
    ),
    f"/zelftriage/{_I}/bel-nu": ((HER, "/zelftriage/{stopped}/bel-nu"),),
    f"/zelftriage/{_I}/uitkomst": (
        (HER, "/zelftriage/{at_team}/uitkomst"), (HER, "/zelftriage/{alone}/uitkomst"),
    ),
    f"/zorgvraag/{_I}": (
        (NURSE, "/zorgvraag/{at_team}"), (NURSE, "/zorgvraag/{stopped}"), (NURSE, "/zorgvraag/{taken}"),
    ),
    f"/zorgvraag/{_I}/meedenken": ((NURSE, "/zorgvraag/{at_team}/meedenken"),),
    f"/zorgvraag/{_I}/verwijzen": ((NURSE, "/zorgvraag/{completed}/verwijzen"),),
    _D: ((ADMIN, "/studio/concept/{draft}"),),
    f"{_D}/bestand": ((ADMIN, "/studio/concept/{draft}/bestand"),),
    f"{_D}/stap": ((ADMIN, "/studio/concept/{draft}/stap?stap=1"), (ADMIN, "/studio/concept/{draft}/stap")),
    f"{_D}/tabel": ((ADMIN, "/studio/concept/{draft}/tabel"),),
    f"{_D}/voor-wie": ((ADMIN, "/studio/concept/{draft}/voor-wie"),),
    f"{_D}/vragen": ((ADMIN, "/studio/concept/{draft}/vragen"),),
    f"{_D}/naspelen": ((ADMIN, "/studio/concept/{draft}/naspelen"),),
    f"{_D}/kop": ((ADMIN, "/studio/concept/{draft}/kop"),),
    f"{_D}/lezen": ((ADMIN, "/studio/concept/{draft}/lezen"),),
    f"{_D}/proef": ((ADMIN, "/studio/concept/{draft}/proef"),),
    f"{_D}/regel": ((ADMIN, "/studio/concept/{draft}/regel?tabel=risico&regel=3"),),
    f"{_D}/verschil": ((ADMIN, "/studio/concept/{draft}/verschil"),),
}  # fmt: skip


def is_page(path: str) -> bool:
    return path not in NO_WHOLE_PAGE and not path.startswith(tuple(NO_PAGE))


def addresses_of(path: str, who: Iterable[str]) -> tuple[tuple[str, str], ...] | None:
    """Through whose eyes and at which addresses to look; None when nobody said how."""
    if path in ADDRESSES:
        return ADDRESSES[path]
    if "<" in path or not set(who) <= set(EYES):
        return None
    return tuple((EYES[one], path) for one in dict.fromkeys(who))


class Things:
    """What there is to look at in a running region; each is made once, when first asked for."""

    def __init__(self, region: Region, browser: Browser) -> None:
        self.region, self.browser = region, browser
        self.stack = ExitStack()
        self._pages: dict[str, Page] = {}
        self._people: dict[str, Person] = {}

    def __getitem__(self, name: str) -> str:
        return str(getattr(self, name))

    def page(self, who: str) -> Page:
        """One window for each person, logged in."""
        who = who.format_map(self)
        if who not in self._pages:
            context = new_context(self.browser)
            self.stack.callback(context.close)
            self._pages[who] = context.new_page()
            if who != VISITOR:
                login(self._pages[who], self.region.base, persona(who).name)
        return self._pages[who]

    def url(self, address: str) -> str:
        return self.region.base + address.format_map(self)

    @cached_property
    def fresh(self) -> str:
        return str(self._call(HER, "/intakes")["id"])

    @cached_property
    def halfway(self) -> str:
        return self._asked(hulpvraag="vallen", thuiswonend="true")

    @cached_property
    def stopped(self) -> str:
        return self._asked(kanNietStaan="true")

    @cached_property
    def alone(self) -> str:
        return self._asked(
            hulpvraag="vallen", thuiswonend="true", vallen12mnd="0", mobiliteitsprobleem="false",
            valangst="false",
        )  # fmt: skip

    @cached_property
    def at_team(self) -> str:
        return self._asked(hulpvraag="vallen", thuiswonend="true", vallen12mnd="2")

    @cached_property
    def completed(self) -> str:
        return self._completed()

    @cached_property
    def taken(self) -> str:
        """An intake whose referral was accepted, with consent to look; taken back at the end."""
        intake = self._completed()
        referral = self._referred(intake)
        self._call("ontvanger2", f"/referrals/{referral}/accept")
        status, said = self._person(HER).put(
            f"/consents/{uuid4()}", decision="permit",
            organization_id=str(persona("ontvanger2").organization_id),
        )  # fmt: skip
        assert status == 200, said
        self.accepted = referral
        return intake

    @cached_property
    def accepted(self) -> str:
        assert self.taken
        return self.__dict__["accepted"]  # type: ignore[no-any-return]

    @cached_property
    def sent(self) -> str:
        """A referral without an answer; taken back at the end."""
        return self._referred(self._completed())

    @cached_property
    def consult(self) -> str:
        facts = {"spoed": False, "onderBehandeling": False, "inKetenzorg": False,
                 "vraagstelling": True, "samenvatting": True}  # fmt: skip
        asked = self._call(
            NURSE, "/consults", intake=self.at_team, role="klinisch-geriater", facts=facts,
            organization=str(sandbox_id("organization", HOSPITAL)),
            question="Moet haar medicatie anders?",
        )  # fmt: skip
        return str(asked["id"])

    @cached_property
    def draft(self) -> str:
        """A next version of an agreement that somebody writes at."""
        page = self.page(ADMIN)
        page.goto(f"{self.region.base}/studio")
        page.locator("form[action='/studio/valpreventie/nieuwe-versie'] button").click()
        page.wait_for_url("**/studio/concept/*")
        return page.url.split("/")[-1].split("?")[0]

    @cached_property
    def two_roles(self) -> str:
        """A general practitioner who also works at the hospital."""
        who = persona("huisarts")
        with self._database() as database:
            database.execute(
                "INSERT OR IGNORE INTO platform_membership"
                " (id, account_id, kind, role, organization_id, team_id)"
                " SELECT ?, account_id, kind, role, ?, NULL FROM platform_membership"
                " WHERE account_id = ? LIMIT 1",
                (
                    sandbox_id("membership", "tweede").hex,
                    sandbox_id("organization", HOSPITAL).hex,
                    who.account_id.hex,
                ),
            )
        return who.id

    @cached_property
    def kept_form(self) -> str:
        """The heer Bakker, who was away too long when he pressed a button."""
        page = self.page("bakker")
        page.goto(f"{self.region.base}/zelftriage")
        with self._database() as database:
            database.execute(
                "UPDATE platform_session SET last_seen_at = datetime(last_seen_at, '-1 hour')"
                " WHERE account_id = ?",
                (persona("bakker").account_id.hex,),
            )
        page.get_by_role("button", name="Ik heb een").click()
        page.get_by_role("link", name="Opnieuw inloggen").click()
        page.get_by_role("button", name=persona("bakker").name).first.click()
        page.wait_for_url("**/inloggen/verder")
        return "bakker"

    def _asked(self, **answers: str) -> str:
        intake = str(self._call(HER, "/intakes")["id"])
        _, shown = self._person(HER).get(f"/intakes/{intake}")
        flags = {one["fact"]: "false" for one in shown["next"]["questions"]}
        for fact, value in {**flags, **answers}.items():
            self._call(HER, f"/intakes/{intake}/answers", fact=fact, value=value)
        return intake

    def _completed(self) -> str:
        intake = self._asked(hulpvraag="vallen", thuiswonend="true", vallen12mnd="2")
        self._call(NURSE, f"/intakes/{intake}/claim")
        self._call(NURSE, f"/intakes/{intake}/complete", route="valrisicobeoordeling")
        return intake

    def _referred(self, intake: str) -> str:
        _, found = self._person(NURSE).get(f"/shortlists?intake={intake}")
        wanted = str(persona("ontvanger2").organization_id)
        service = next(c["service"] for c in found["candidates"] if c["organization"] == wanted)
        referral = str(self._call(NURSE, "/referrals", intake=intake, service=service)["id"])
        # Its place must be free again for whoever looks next.
        self.stack.callback(self._call, NURSE, f"/referrals/{referral}/cancel", reason="Klaar.")
        return referral

    def _person(self, who: str) -> Person:
        if who not in self._people:
            self._people[who] = self.region.person(who)
        return self._people[who]

    def _call(self, who: str, path: str, **body: Any) -> Any:
        status, said = self._person(who).post(path, **body)
        assert status in (200, 201), (path, status, said)
        return said

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(
            Path(self.region.environment["NETWERKZORG_FOLDER"]) / "netwerkzorg.db", timeout=10
        )
