"""The frame of a page names only what may be opened."""

from collections.abc import Callable
from typing import Any

from bviewer.presenters.frame import Crumb, Frame
from bviewer.tree.urls import Urls
from tests.trees import chain, node_id

HOME, B, C = chain(["visible", "private", "visible"])
URLS = Urls("http://pub.test")


def frame(node: Any, may_view: Callable[[Any], bool]) -> Frame:
    """The frame of a node's page for somebody who may open some nodes."""
    return Frame(node, URLS, may_view)


def test_breadcrumbs_are_all_ancestors_from_the_top() -> None:
    found = frame(C[node_id("Z")], lambda _node: True).breadcrumbs()
    assert found == [
        Crumb("A", "http://pub.test/"),
        Crumb("B", f"http://pub.test/{node_id('B')}/"),
        Crumb("C", f"http://pub.test/{node_id('B')}/{node_id('C')}/"),
    ]
    assert frame(HOME, lambda _node: True).breadcrumbs() == []


def test_what_may_not_be_opened_is_left_out() -> None:
    assert [crumb.title for crumb in frame(C, lambda node: node is not B).breadcrumbs()] == ["A"]
    assert frame(C, lambda _node: False).breadcrumbs() == []


def test_the_name_of_a_closed_gallery_is_its_host() -> None:
    assert frame(C, lambda _node: True).title() == "A"
    assert frame(C, lambda node: node is not HOME).title() == "pub.test"
