"""The pages of a gallery's admin, as they link to each other."""

from typing import NamedTuple

from bviewer.presenters.languages import Message, mark
from bviewer.tree.urls import Urls

# View names and what they are called, in their order.
PAGES = {
    "": mark("Overview"),
    "news": mark("What came in"),
    "people": mark("People"),
    "groups": mark("Groups"),
    "requests": mark("Requests"),
    "shares": mark("Links"),
    "trash": mark("Deleted"),
    "settings": mark("Settings"),
    "audit": mark("Who changed what"),
}


# Pages that are reached from another one, and which that is.
ABOVE = {"invite": "people", "group": "groups", "ignore": "news", "broken": "", "missing": ""}

SITE = mark("Site")


class AdminLink(NamedTuple):
    """A link to a page of the admin."""

    title: Message
    url: str
    is_current: bool


def admin_links(urls: Urls, asked: str, *, with_site: bool = False) -> list[AdminLink]:
    """Return links to all pages, and to those of the site for whoever runs it as well; `asked` is
    the name of the view that is asked."""
    current = ABOVE.get(asked, asked)
    site = [AdminLink(SITE, urls.at_home("site", ""), is_current=False)]
    return [
        *(
            AdminLink(title, urls.at_home("admin", name), name == current)
            for name, title in PAGES.items()
        ),
        *(site if with_site else []),
    ]
