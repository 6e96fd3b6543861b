"""Following links, as robots do: all that a browser can reach from some addresses."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from webtest import TestApp, TestResponse


def crawl(
    browser: TestApp, paths: Iterable[str], is_wanted: Callable[[str], bool] = bool
) -> dict[str, TestResponse]:
    """The answers at some paths, and at all paths of the same host that answers name."""
    answers: dict[str, TestResponse] = {}
    waiting = [*paths]
    while waiting:
        path = waiting.pop()
        if path not in answers and is_wanted(path):
            answer = answers[path] = browser.get(path, status="*")
            host = urlsplit(answer.request.url).netloc
            waiting += [
                parts._replace(scheme="", netloc="", fragment="").geturl()
                for parts in map(urlsplit, named_addresses(answer))
                if parts.netloc == host
            ]
    return answers


def named_addresses(answer: TestResponse) -> Iterator[str]:
    """The addresses that a page, a feed or a redirect names, for browsers and for others."""
    names = [answer.headers.get("Location", "")]
    for attributes in attributes_of(answer):
        names += [attributes.get(name, "") for name in ("href", "src", "action")]
        names += [choice.split()[0] for choice in attributes.get("srcset", "").split(",") if choice]
        if attributes.get("content", "").startswith("http"):
            names.append(attributes["content"])
    return (urljoin(answer.request.url, name) for name in names if name and name[0] != "#")


class AttributesReader(HTMLParser):
    """Reads no more of a page than the attributes of its elements: hundreds of pages are read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes; those without a value are empty."""
        self.found.append({name: value or "" for name, value in attrs})


def attributes_of(answer: TestResponse) -> Iterator[Mapping[str, str]]:
    """The attributes of each element of a page or a feed."""
    if answer.content_type == "text/html":
        reader = AttributesReader()
        reader.feed(answer.text)
        reader.close()
        yield from reader.found
    if answer.content_type == "application/atom+xml":
        yield from (element.attrib for element in answer.xml.iter())
