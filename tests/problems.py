"""Refusals, as services make them and as the command line says them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bviewer.cli.sentences import sentence
from bviewer.problems import Problem


@contextmanager
def refused(code: str, field: str | None = None, **params: str | int) -> Iterator[None]:
    """Expect a problem with exactly these parts, and that it can be said."""
    with pytest.raises(Problem) as caught:
        yield
    problem = caught.value
    assert (problem.code, problem.field, problem.params) == (code, field, params)
    assert sentence(problem)
