"""Sessions, as the person whose they are recognises them: by the browser and the device."""

import re

from bviewer.accounts.sessions import OpenSession
from bviewer.presenters.languages import Language, mark
from bviewer.presenters.syncs import moment

# What a browser calls itself, and what it is called: the first that fits, as most name others too.
BROWSERS = {
    r"\bEdg(A|iOS)?/": "Edge",
    r"\bOPR/": "Opera",
    r"\bSamsungBrowser/": "Samsung Internet",
    r"\b(Firefox|FxiOS)/": "Firefox",
    r"\b(Chrome|CriOS|Chromium)/": "Chrome",
    r"\bSafari/": "Safari",
}
SYSTEMS = {
    r"\biPhone\b": "iPhone",
    r"\biPad\b": "iPad",
    r"\bAndroid\b": "Android",
    r"\bCrOS\b": "ChromeOS",
    r"\bWindows\b": "Windows",
    r"\bMac OS X\b": "macOS",
    r"\bLinux\b": "Linux",
}
SEVERAL = mark("%(browser)s on %(system)s")
UNKNOWN = mark("A browser that does not say which")


class SessionLine:
    """A session, as the template reads it."""

    def __init__(self, session: OpenSession, language: Language, zone: str) -> None:
        self.session = session
        self.language = language
        self.zone = zone

    def device(self) -> str:
        """Return what the session is known by."""
        return device(self.language, self.session.browser)

    def used(self) -> str:
        """Return when it was used last."""
        return moment(self.language, self.session.used_at, self.zone)

    def began(self) -> str:
        """Return when it began."""
        return self.language.day(self.session.created_at)


def device(language: Language, browser: str) -> str:
    """Return the names of a browser and of the system that it is on."""
    name, system = first(BROWSERS, browser), first(SYSTEMS, browser)
    if name and system:
        return language.gettext(SEVERAL) % {"browser": name, "system": system}
    return name or system or language.gettext(UNKNOWN)


def first(names: dict[str, str], text: str) -> str:
    """Return the name of the first pattern that a text has."""
    found = (name for pattern, name in names.items() if re.search(pattern, text))
    return next(found, "")
