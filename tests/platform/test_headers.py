"""What protects a browser stands on every answer, whatever kind of answer it is."""

import pytest
from sites import Site
from worlds import RESIDENT

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ANSWERS = [
    ("/", 200, "a page"),
    ("/wie", 200, "a page behind the login"),
    ("/bestaat-niet", 404, "a page that is not there"),
    ("/api/v1/me/log", 401, "a refusal of the API"),
    ("/static/app.css", 200, "a static file"),
    ("/livez", 200, "a sign of life"),
    ("/mijn-inzage", 200, "personal data"),
]


@pytest.mark.parametrize(("path", "status", "what"), ANSWERS, ids=[what for *_, what in ANSWERS])
def test_every_answer_is_protected(site: Site, path: str, status: int, what: str) -> None:
    answer = site.logged_in(RESIDENT).get(path)
    assert answer.status_code == status, what
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if not path.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-store"
    answer.close()  # a static file is still open
