"""What must stand on every answer, checked on each one that a test's browser gets."""

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any

from bviewer.views.headers import ALWAYS

PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
WITH_PLAYERS = ALWAYS["Permissions-Policy"].replace(
    "fullscreen=(self)", f'fullscreen=(self "{PLAYERS[0]}" "{PLAYERS[1]}")'
)

LOOKED_AT = {name.lower() for name in (*ALWAYS, "Content-Security-Policy", "Vary")}

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
    """The headers of an answer are as they must be."""
    lower = ((name.lower(), value) for name, value in headers)
    told = tuple(pair for pair in lower if pair[0] in LOOKED_AT)
    try:
        check(told)
    except AssertionError as error:
        error.add_note(f"{answer}: {told}")
        raise


@functools.cache  # There are few kinds of answers, and very many answers.
def check(headers: tuple[tuple[str, str], ...]) -> None:
    """Every header once, as pages have them or as bytes do; no policy allows anything unsafe.

    Nor frames, but for the players of films, which may have the whole screen.
    """
    policy = the_only("Content-Security-Policy", headers)
    directives = [directive.split() for directive in policy.split(";")]
    assert ["default-src", "'none'"] in directives
    assert not re.search(r"unsafe|\*", policy)
    if ["sandbox"] in directives:
        assert the_only("Referrer-Policy", headers) in {"same-origin", "no-referrer"}
        names = ["X-Content-Type-Options", "Cross-Origin-Resource-Policy"]
    else:
        assert ["frame-ancestors", "'none'"] in directives
        # A page with a secret in its address says at most where it is from.
        assert the_only("Referrer-Policy", headers) in {"same-origin", "strict-origin"}
        names = [name for name in ALWAYS if name != "Referrer-Policy"]
    expected = ALWAYS
    if any(directive[0] == "frame-src" for directive in directives):
        assert ["frame-src", *PLAYERS] in directives
        expected = ALWAYS | {"Permissions-Policy": WITH_PLAYERS}
    # Where pages of other sites are asked about, they may show what is for everybody.
    varies = ",".join(value for name, value in headers if name == "vary")
    is_listing = "Origin" in varies.replace(" ", "").split(",")
    if is_listing and the_only("Cross-Origin-Resource-Policy", headers) == "cross-origin":
        expected = expected | {"Cross-Origin-Resource-Policy": "cross-origin"}
    for name in names:
        assert the_only(name, headers) == expected[name]


def the_only(name: str, headers: tuple[tuple[str, str], ...]) -> str:
    """The value of a header that must be there, and only once."""
    values = [value for key, value in headers if key == name.lower()]
    assert len(values) == 1, f"{name}: {values}"
    return values[0]
