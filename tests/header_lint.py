"""What must stand on every answer, checked on each one that a test's browser gets."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from bviewer.views.headers import ALWAYS

PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
WITH_PLAYERS = ALWAYS["Permissions-Policy"].replace(
    "fullscreen=(self)", f'fullscreen=(self "{PLAYERS[0]}" "{PLAYERS[1]}")'
)

Application = Callable[..., Iterable[bytes]]


def header_lint(application: Application) -> Application:
    """The same application; raises AssertionError for an answer that lacks a security header."""

    def linted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            # nginx sends headers of its own with the file that it is told to send.
            if "X-Accel-Redirect" not in dict(headers):
                assert_secure(
                    f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {status}", headers
                )
            return start_response(status, headers, *rest)

        return application(environ, start)

    return linted


def assert_secure(answer: str, headers: list[tuple[str, str]]) -> None:
    """Every header once, as pages have them or as bytes do; no policy allows anything unsafe.

    Nor frames, but for the players of films, which may have the whole screen.
    """
    policy = the_only("Content-Security-Policy", headers, answer)
    directives = [directive.split() for directive in policy.split(";")]
    assert ["default-src", "'none'"] in directives, answer
    assert not re.search(r"unsafe|\*", policy), answer
    if ["sandbox"] in directives:
        assert the_only("Referrer-Policy", headers, answer) in {"same-origin", "no-referrer"}
        names = ["X-Content-Type-Options", "Cross-Origin-Resource-Policy"]
    else:
        assert ["frame-ancestors", "'none'"] in directives, answer
        # A page with a secret in its address says at most where it is from.
        assert the_only("Referrer-Policy", headers, answer) in {"same-origin", "strict-origin"}
        names = [name for name in ALWAYS if name != "Referrer-Policy"]
    expected = ALWAYS
    if any(directive[0] == "frame-src" for directive in directives):
        assert ["frame-src", *PLAYERS] in directives, answer
        expected = ALWAYS | {"Permissions-Policy": WITH_PLAYERS}
    for name in names:
        assert the_only(name, headers, answer) == expected[name], answer


def the_only(name: str, headers: list[tuple[str, str]], answer: str) -> str:
    """The value of a header that must be there, and only once."""
    values = [value for key, value in headers if key.lower() == name.lower()]
    assert len(values) == 1, f"{answer}: {name}: {values}"
    return values[0]
