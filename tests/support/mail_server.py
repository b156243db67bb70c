"""A real SMTP server into a list, with boxes that are full, gone or away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

ANSWERS = {
    "full@": "452 4.2.2 mailbox full",  # try again later
    "gone@": "550 5.1.1 no such user",  # never again
}


@dataclass
class MailServer:
    """What arrived, as bytes. `answer` is what the next DATA gets instead of a yes."""

    port: int = 0
    arrived: list[bytes] = field(default_factory=list)
    answer: str = ""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        for begin, said in ANSWERS.items():
            if address.startswith(begin):
                return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer:
            return self.answer
        self.arrived.append(envelope.content)
        return "250 queued"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


def _login(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"nz", b"geheim/1"))


@contextmanager
def a_mail_server(*, login: bool = False) -> Iterator[MailServer]:
    """On a free port, until the block ends."""
    server = MailServer()
    asked = (
        {"authenticator": _login, "auth_required": True, "auth_require_tls": False} if login else {}
    )
    controller = _OnAnyPort(server, hostname="127.0.0.1", port=0, **asked)
    controller.start()
    server.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        controller.stop()


class _OnAnyPort(Controller):  # type: ignore[misc]  # the library has no types
    def _trigger_server(self) -> None:
        """The library connects to the port it was given; this one is known after the start."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
