"""The words of ACLs are those of Pyramid."""

from pyramid import authorization

from bviewer.security import aces


def test_words_are_those_of_pyramid() -> None:
    assert (authorization.Allow, authorization.Deny) == (aces.ALLOW, aces.DENY)
    assert authorization.Everyone == aces.EVERYONE
    assert authorization.Authenticated == aces.AUTHENTICATED
