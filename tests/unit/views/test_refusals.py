"""What an answer tells of a refusal."""

from typing import Any
from unittest.mock import Mock

import pytest
from pyramid.testing import DummyRequest

from bviewer.presenters.languages import language
from bviewer.problems import Problem
from bviewer.views.account import page
from bviewer.views.owner import buttons
from bviewer.views.owner.forms import OwnerForm

REFUSALS = [
    (Problem("tries_exceeded", seconds=300), 429, "300"),
    (Problem("passwords_busy", seconds=2), 503, "2"),
    (Problem("user_exists"), 422, None),
]


@pytest.fixture
def request_() -> Any:
    """A request of somebody who presses a button."""
    return DummyRequest(
        post={"action": "end"}, tm=Mock(), language=language("en"), dbsession=Mock(), gallery=Mock()
    )


@pytest.mark.parametrize(("problem", "status", "when"), REFUSALS)
def test_a_form_says_when_to_try_again(
    request_: Any, problem: Problem, status: int, when: str | None
) -> None:
    form = OwnerForm.showing(request_)
    form.refuse(request_, problem)
    assert form.status() == status
    assert request_.response.headers.get("Retry-After") == when


@pytest.mark.parametrize(("problem", "status", "when"), REFUSALS)
def test_a_button_says_when_to_try_again(
    request_: Any, problem: Problem, status: int, when: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse = Mock(side_effect=problem)
    buttons.press(request_, {"end": refuse}, "/", dict)
    assert request_.response.status_int == status
    assert request_.response.headers.pop("Retry-After", None) == when
    monkeypatch.setitem(page.ACTIONS, "end", refuse)  # type: ignore[arg-type]
    for name in ("own_id", "account_page"):
        monkeypatch.setattr(page, name, lambda *_: {})
    page.change_account(request_.context, request_)
    assert request_.response.status_int == status
    assert request_.response.headers.get("Retry-After") == when
